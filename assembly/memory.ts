// The heap of the linear memory: blocks with boundary tags, so that neighbours join when freed, and lists of free blocks
// by size (eight to a power of two; two-level segregated fit, Masmano et al., 2004). Unlike there a block's own list is
// searched, too: training frees and asks for the same sizes over and over, and finds them again. Memory grows by little
// more than is asked for. A failure changes nothing: `allocate` returns 0.

/** In front of each block: its size and whether it is free, the size of the one before it, and, when free, its list. */
const HEADER: usize = 16;
/** Blocks begin, behind their headers, at multiples of this: a pair of vectors then never lies across two cache lines. */
const ALIGNMENT: usize = 32;
const FREE: usize = 1;
// Offsets in a header.
const PREVIOUS_SIZE: usize = 4;
const NEXT_FREE: usize = 8;
const PREVIOUS_FREE: usize = 12;

const SMALLEST: usize = 32;
/** More than that is never there. */
const LARGEST: usize = 0xf0000000;
/** Lists: eight for each power of two. */
const LISTS: usize = 32 * 8;
/** How far a list is searched before a larger block is split. */
const REACH: i32 = 32;
/** Large blocks get some room more: equal ones a multiple of 4 KiB apart would share cache sets. */
const LARGE: usize = 1 << 16;
const APART: usize = 1088;
/** Memory grows by so much at least. */
const GROWTH: usize = 1 << 22;

/** The first free block of each list. */
let heads: usize = 0;
/** A bit for each power of two that has free blocks, and the address of a byte of bits for its eight lists. */
let powers: u32 = 0;
let lists: usize = 0;
/** Where the heap ends: a header of size 0 that is never free. */
let end: usize = 0;

/** The address of a block of `bytes`, or 0 where memory cannot grow any more. */
export function allocate(bytes: usize): usize {
  if (bytes > LARGEST) return 0;
  if (!end) begin();
  let size = max(SMALLEST, roundUp(bytes + HEADER));
  if (size >= LARGE) size += APART;
  let block = find(size);
  if (!block) {
    if (!grow(size)) return 0;
    block = find(size);
  }
  unlink(block);
  const rest = sizeOf(block) - size;
  if (rest >= SMALLEST) {
    setSize(block + size, rest, FREE);
    link(block + size);
    setSize(block, size, 0);
  } else {
    store<u32>(block, <u32>sizeOf(block));
  }
  return block + HEADER;
}

/** Gives a block back, by its address. */
export function release(pointer: usize): void {
  let block = pointer - HEADER;
  let size = sizeOf(block);
  const next = block + size;
  if (isFree(next)) {
    unlink(next);
    size += sizeOf(next);
  }
  const before = <usize>load<u32>(block, PREVIOUS_SIZE);
  if (before && isFree(block - before)) {
    block -= before;
    unlink(block);
    size += before;
  }
  setSize(block, size, FREE);
  link(block);
}

// @ts-ignore: decorator
@inline
function sizeOf(block: usize): usize {
  return <usize>load<u32>(block) & ~15;
}

// @ts-ignore: decorator
@inline
function isFree(block: usize): bool {
  return (load<u32>(block) & <u32>FREE) != 0;
}

/** Also tells the block behind it. */
// @ts-ignore: decorator
@inline
function setSize(block: usize, size: usize, free: usize): void {
  store<u32>(block, <u32>(size | free));
  store<u32>(block + size, <u32>size, PREVIOUS_SIZE);
}

/** The list of a size: its highest bit and the three behind. */
// @ts-ignore: decorator
@inline
function listOf(size: usize): usize {
  const power = <usize>(31 - clz(<u32>size));
  return (power << 3) | ((size >> (power - 3)) & 7);
}

/** A free block of at least `size`, still in its list, or 0. */
function find(size: usize): usize {
  const own = listOf(size);
  let block = <usize>load<u32>(heads + (own << 2));
  for (let i = 0; block && i < REACH; i++) {
    if (sizeOf(block) >= size) return block;
    block = <usize>load<u32>(block, NEXT_FREE);
  }
  // All blocks of a list further up are large enough.
  const power = own >> 3;
  let bits = <u32>load<u8>(lists + power) & (<u32>0xfe << <u32>(own & 7));
  let at = power;
  if (!bits) {
    const higher = powers & (<u32>-2 << <u32>power);
    if (!higher) return 0;
    at = <usize>ctz(higher);
    bits = <u32>load<u8>(lists + at);
  }
  return <usize>load<u32>(heads + (((at << 3) | <usize>ctz(bits)) << 2));
}

function link(block: usize): void {
  const list = listOf(sizeOf(block));
  const head = heads + (list << 2);
  const next = load<u32>(head);
  store<u32>(block, next, NEXT_FREE);
  store<u32>(block, 0, PREVIOUS_FREE);
  if (next) store<u32>(<usize>next, <u32>block, PREVIOUS_FREE);
  store<u32>(head, <u32>block);
  powers |= <u32>1 << <u32>(list >> 3);
  store<u8>(lists + (list >> 3), <u8>(<u32>load<u8>(lists + (list >> 3)) | (<u32>1 << <u32>(list & 7))));
}

function unlink(block: usize): void {
  const list = listOf(sizeOf(block));
  const next = load<u32>(block, NEXT_FREE), previous = load<u32>(block, PREVIOUS_FREE);
  if (next) store<u32>(<usize>next, previous, PREVIOUS_FREE);
  if (previous) {
    store<u32>(<usize>previous, next, NEXT_FREE);
    return;
  }
  store<u32>(heads + (list << 2), next);
  if (next) return;
  const bits = <u32>load<u8>(lists + (list >> 3)) & ~(<u32>1 << <u32>(list & 7));
  store<u8>(lists + (list >> 3), <u8>bits);
  if (!bits) powers &= ~(<u32>1 << <u32>(list >> 3));
}

/** Adds room for a block of `size` at the end; false where there is none. */
function grow(size: usize): bool {
  const before = <usize>load<u32>(end, PREVIOUS_SIZE);
  const joins = before != 0 && isFree(end - before);
  const missing = joins ? size - before : size;
  if (!growTo(<u64>end + HEADER + max(missing, GROWTH)) && !growTo(<u64>end + HEADER + missing)) return false;
  const limit = (<usize>memory.size() << 16) - HEADER;
  let block = end;
  if (joins) {
    block -= before;
    unlink(block);
  }
  end = limit;
  setSize(block, limit - block, FREE);
  store<u32>(limit, 0);
  link(block);
  return true;
}

/** The empty heap behind the data. Its lists lie there, too: data are written anew by every worker that starts. */
function begin(): void {
  heads = (__heap_base + 15) & ~15;
  lists = heads + LISTS * 4;
  end = roundUp(lists + 32 + HEADER) - HEADER;
  memory.fill(heads, 0, end + HEADER - heads);
}

// @ts-ignore: decorator
@inline
function roundUp(n: usize): usize {
  return (n + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

function growTo(bytes: u64): bool {
  const pages = <i32>((bytes + 0xffff) >> 16);
  const missing = pages - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}
