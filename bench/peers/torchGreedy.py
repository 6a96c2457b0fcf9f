"""Greedy decoding of a Transformer that heed has trained, in PyTorch, without a cache: one sentence at a time.

usage: torchGreedy.py MODEL_DIR SENTENCES.txt [--threads 1] [--all-positions]    needs torch, safetensors and tokenizers
Prints each translation on standard output, and sentences a second on standard error. The weights carry over as they are.
"""
import argparse, json, math, os, sys, time
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

ap = argparse.ArgumentParser()
ap.add_argument("model"); ap.add_argument("sentences"); ap.add_argument("--threads", type=int, default=1)
ap.add_argument("--all-positions", action="store_true", help="compute the logits of all positions, mask padding, take the last: the usual loop")
args = ap.parse_args()
torch.set_num_threads(args.threads)
config = json.load(open(os.path.join(args.model, "config.json")))["model"]
tokenizer = Tokenizer.from_file(os.path.join(args.model, "tokenizer.json"))
weights = {n[len("model."):]: t for n, t in load_file(os.path.join(args.model, "best.safetensors")).items() if n.startswith("model.")}

D = config["embedDim"]
embedding = weights.pop("embedding.weight")
net = torch.nn.Transformer(D, config["numHeads"], config["numEncoderLayers"], config["numDecoderLayers"], config["feedForwardDim"], 0.0, batch_first=True, norm_first=True)
net.load_state_dict(weights, strict=True)
net.eval()
table, t = torch.zeros(512, D), torch.arange(512)[:, None]
w = torch.exp(torch.arange(0, D, 2) * (-math.log(1e4) / D))
table[:, 0::2], table[:, 1::2] = torch.sin(t * w), torch.cos(t * w)
embed = lambda ids: embedding[ids] * math.sqrt(D) + table[: ids.shape[1]]

@torch.no_grad()
def translate(sentence):
    source = torch.tensor([[1] + tokenizer.encode(sentence).ids + [2]])
    pad = source.eq(0) if args.all_positions else None
    memory, y = net.encoder(embed(source), src_key_padding_mask=pad), torch.tensor([[1]])
    for _ in range(2 * source.shape[1] + 10):
        mask = torch.triu(torch.ones(y.shape[1], y.shape[1], dtype=torch.bool), 1)
        hidden = net.decoder(embed(y), memory, tgt_mask=mask, memory_key_padding_mask=pad)
        scores = (hidden @ embedding.T)[:, -1] if args.all_positions else hidden[:, -1] @ embedding.T
        scores[:, :2] = -math.inf
        token = scores.argmax(-1)
        if token.item() == 2: break
        y = torch.cat([y, token[:, None]], 1)
    return tokenizer.decode(y[0, 1:].tolist())

lines = open(args.sentences, encoding="utf8").read().splitlines()
translate(lines[0])
began = time.time()
for line in lines: print(translate(line))
seconds = time.time() - began
print(f"{len(lines)} sentences in {seconds:.2f} s: {len(lines) / seconds:.1f} sentences/s", file=sys.stderr)
