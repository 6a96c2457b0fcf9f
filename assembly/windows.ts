// What the windows of a convolution or of pooling look at, in [batch, height, width, channels]: as many windows as `rows` and
// `columns` say, each of tapsY x tapsX positions. Window (y, x) begins at y strideY - top, x strideX - left.

/** As the caller lays it out: 32-bit integers, one after another. */
@unmanaged
export class Windows {
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  rows: i32;
  columns: i32;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  dilationY: i32;
  dilationX: i32;
}
