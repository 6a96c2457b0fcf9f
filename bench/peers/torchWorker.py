"""PyTorch as one of the sides of a comparison: torchWorker.py --threads 2. Needs nothing but torch.

Answers one request a line, one reply a line, as protocol.ts describes them; work.ts describes the work.
"""
import argparse, array, base64, json, math, os, resource, sys, time
import torch
import torch.nn.functional as F

PAD = 0
STEPS = 4  # training steps whose losses are compared
SEEDS = dict(q=1, k=2, v=3, g=4, a=5, b=6, source=7, target=8, parameters=100)


# The inputs, as in inputs.ts.
def hashes(count, seed):
    word = 0xFFFFFFFF
    x = (torch.arange(count) + seed * 0x9E3779B1) & word
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & word
    x = ((x ^ (x >> 15)) * 0x846CA68B) & word
    return x ^ (x >> 16)

def uniform(shape, seed):
    return ((hashes(math.prod(shape), seed) >> 8).float() / 2**22 - 2).reshape(shape)

def sample(values):
    step = math.ceil(values.numel() / 65536) | 1
    return array.array("f", values.flatten()[::step].tolist())


class Attention:
    def __init__(self, work):
        B, H, L, D = shape = [work[letter] for letter in "BHLD"]
        self.gradients = work["gradients"]
        self.inputs = [uniform(shape, SEEDS[name]).requires_grad_(self.gradients) for name in "qkv"]
        self.g = uniform(shape, SEEDS["g"]) if self.gradients else None
        visible = work.get("visible", {"kind": "all"})
        self.options = {}
        if visible["kind"] == "causal":
            self.options["is_causal"] = True
        elif visible["kind"] == "window":
            i = torch.arange(L)
            self.options["attn_mask"] = (i[:, None] - i).abs() <= visible["size"]
        elif visible["kind"] == "lengths":
            self.options["attn_mask"] = (torch.arange(L) < torch.tensor(visible["lengths"])[:, None])[:, None, None]

    def results(self):
        if not self.gradients:
            with torch.no_grad():
                return [F.scaled_dot_product_attention(*self.inputs, **self.options)]
        output = F.scaled_dot_product_attention(*self.inputs, **self.options)
        return [output, *torch.autograd.grad(output, self.inputs, self.g)]

    run = results


class LinearAttention:
    """Features elu + 1, and three einsums; the causal form in chunks, as its users write it."""

    CHUNK = 64

    def __init__(self, work):
        shape = [work[letter] for letter in "BHLD"]
        self.inputs = [uniform(shape, SEEDS[name]).requires_grad_() for name in "qkv"]
        self.g = uniform(shape, SEEDS["g"])
        self.attend = self.causal if work.get("causal") else self.all

    @staticmethod
    def all(q, k, v):
        sums = torch.einsum("bhsf,bhse->bhfe", k, v)
        total = torch.einsum("bhlf,bhf->bhl", q, k.sum(2))
        return torch.einsum("bhlf,bhfe->bhle", q, sums) / total[..., None]

    def causal(self, q, k, v):
        q, k, v = (x.unflatten(2, (-1, self.CHUNK)) for x in (q, k, v))
        sums = torch.einsum("bhncf,bhnce->bhnfe", k, v).cumsum(2)
        before = F.pad(sums, (0, 0, 0, 0, 1, 0))[:, :, :-1]
        weights = torch.einsum("bhnif,bhnjf->bhnij", q, k).tril()
        total = torch.einsum("bhncf,bhncf->bhnc", q, k.flatten(2, 3).cumsum(2).view_as(k))
        output = torch.einsum("bhnij,bhnje->bhnie", weights, v) + torch.einsum("bhncf,bhnfe->bhnce", q, before)
        return (output / total[..., None]).flatten(2, 3)

    def run(self):
        q, k, v = self.inputs
        output = self.attend(F.elu(q) + 1, F.elu(k) + 1, v)
        return [output, *torch.autograd.grad(output, self.inputs, self.g)]

    results = run


class Product:
    def __init__(self, work):
        self.a, self.b = (uniform([work["n"]] * 2, SEEDS[name]) for name in "ab")

    def run(self):
        return self.a @ self.b

    def results(self):
        return [self.run()]


def position_table(length, D):
    table, t = torch.zeros(length, D), torch.arange(length)[:, None]
    w = torch.exp(torch.arange(0, D, 2) * (-math.log(1e4) / D))
    table[:, 0::2], table[:, 1::2] = torch.sin(t * w), torch.cos(t * w)
    return table


class Training(torch.nn.Module):
    """The Transformer as one writes it with torch.nn, and a training step as one writes it."""

    def __init__(self, work):
        super().__init__()
        sizes, B, L, p = work["model"], work["B"], work["L"], work["dropout"]
        V, D, layers = sizes["vocabSize"], sizes["embedDim"], sizes["numLayers"]
        self.embedding = torch.nn.Embedding(V, D, padding_idx=PAD)
        self.net = torch.nn.Transformer(
            D, sizes["numHeads"], layers, layers, sizes["feedForwardDim"], p, batch_first=True, norm_first=True
        )
        self.drop = torch.nn.Dropout(p)
        self.positions = position_table(L, D)
        self.set_parameters()
        self.source = self.sequences(B, L, V, SEEDS["source"])
        target = self.sequences(B, L + 1, V, SEEDS["target"])
        # What is read is all but the last token of each, which may lie before some padding.
        last = target.ne(PAD).sum(1) - 1
        self.read = target.scatter(1, last[:, None], PAD)[:, :-1]
        self.next = target[:, 1:]
        # Without padding, nobody would pass a mask for it.
        self.pad = self.source.eq(PAD) if self.source.eq(PAD).any() else None
        self.causal = torch.triu(torch.ones(L, L, dtype=torch.bool), 1)
        self.optimizer = torch.optim.Adam(self.parameters(), lr=1e-3, betas=(0.9, 0.98), eps=1e-9, fused=True)

    @staticmethod
    def sequences(B, L, V, seed):
        ids = (4 + hashes(B * L, seed) % (V - 4)).reshape(B, L)
        for b in range(B):
            ids[b, L - b % 4 :] = PAD
        return ids

    @torch.no_grad()
    def set_parameters(self):
        named = {**dict(self.net.named_parameters()), "embedding.weight": self.embedding.weight}
        for i, name in enumerate(sorted(named)):
            center = 1 if "norm" in name and name.endswith("weight") else 0
            named[name].copy_(center + uniform(named[name].shape, SEEDS["parameters"] + i) / 16)
        self.embedding.weight[PAD] = 0

    def embed(self, ids):
        x = self.embedding(ids) * math.sqrt(self.embedding.embedding_dim)
        return self.drop(x + self.positions[: ids.shape[1]])

    def run(self):
        memory = self.net.encoder(self.embed(self.source), src_key_padding_mask=self.pad)
        hidden = self.net.decoder(
            self.embed(self.read), memory, tgt_mask=self.causal, tgt_is_causal=True, memory_key_padding_mask=self.pad
        )
        scores = hidden @ self.embedding.weight.T
        loss = F.cross_entropy(scores.flatten(0, 1), self.next.flatten(), ignore_index=PAD, label_smoothing=0.1)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()

    def results(self):
        return [torch.tensor([self.run() for _ in range(STEPS)])]


class Decoding:
    """
    Greedy decoding with a cache: the keys and values of earlier positions in memory that was made once, those of the
    source computed once, no modules between the operations, no gradients. Reads the checkpoint that heed wrote.
    """

    def __init__(self, work):
        directory, config = work["directory"], work["model"]
        if config["kind"] != "transformer":
            raise ValueError(f"only a transformer; got {config['kind']}")
        checkpoint = next(
            path for name in ("best", "last") if os.path.exists(path := os.path.join(directory, f"{name}.safetensors"))
        )
        self.weights = {name[6:]: w for name, w in read_safetensors(checkpoint).items() if name.startswith("model.")}
        self.D, self.H, self.longest = config["embedDim"], config["numHeads"], config["maxLength"]
        self.layers = [config["numEncoderLayers"], config["numDecoderLayers"]]
        self.embedding = self.weights["embedding.weight"]
        self.scaled = self.embedding * math.sqrt(self.D)
        self.positions = position_table(self.longest, self.D)
        self.bos, self.eos = work["bosId"], work["eosId"]
        # Added to the scores: what is never generated.
        self.banned = torch.zeros(self.embedding.shape[0])
        self.banned[[work["padId"], self.bos]] = -math.inf
        self.sources = work["sources"]

    def linear(self, name, x):
        return F.linear(x, self.weights[name + ".weight"], self.weights[name + ".bias"])

    def norm(self, name, x):
        return F.layer_norm(x, (self.D,), self.weights[name + ".weight"], self.weights[name + ".bias"])

    def project(self, name, x, first, last):
        """Those of queries (0), keys (1) and values (2) from `first` to before `last`: [H, L, D / H] each."""
        rows = slice(first * self.D, last * self.D)
        weight, bias = (self.weights[f"{name}.in_proj_{part}"][rows] for part in ("weight", "bias"))
        heads = F.linear(x, weight, bias).view(x.shape[0], last - first, self.H, -1)
        return heads.permute(1, 2, 0, 3)

    def attend(self, name, q, k, v):
        output = F.scaled_dot_product_attention(q[None], k[None], v[None])
        return self.linear(f"{name}.out_proj", output[0].transpose(0, 1).reshape(-1, self.D))

    def feed_forward(self, layer, norm, x):
        hidden = F.relu(self.linear(f"{layer}.linear1", self.norm(f"{layer}.{norm}", x)))
        return x + self.linear(f"{layer}.linear2", hidden)

    def encode(self, source):
        x = self.scaled[source] + self.positions[: len(source)]
        for i in range(self.layers[0]):
            layer = f"encoder.layers.{i}"
            q, k, v = self.project(f"{layer}.self_attn", self.norm(f"{layer}.norm1", x), 0, 3)
            x = x + self.attend(f"{layer}.self_attn", q, k, v)
            x = self.feed_forward(layer, "norm2", x)
        return self.norm("encoder.norm", x)

    @torch.inference_mode()
    def decode(self, source):
        memory = self.encode(torch.tensor(source))
        limit = min(2 * len(source) + 10, self.longest)
        names = [f"decoder.layers.{i}" for i in range(self.layers[1])]
        memories = [self.project(f"{name}.multihead_attn", memory, 1, 3) for name in names]
        caches = [torch.empty(2, self.H, limit, self.D // self.H) for _ in names]
        token, tokens = self.bos, []
        for t in range(limit):
            x = (self.scaled[token] + self.positions[t])[None]
            for layer, cache, (k, v) in zip(names, caches, memories):
                own = self.project(f"{layer}.self_attn", self.norm(f"{layer}.norm1", x), 0, 3)
                cache[:, :, t] = own[1:, :, 0]
                x = x + self.attend(f"{layer}.self_attn", own[0], *cache[:, :, : t + 1])
                (q,) = self.project(f"{layer}.multihead_attn", self.norm(f"{layer}.norm2", x), 0, 1)
                x = x + self.attend(f"{layer}.multihead_attn", q, k, v)
                x = self.feed_forward(layer, "norm3", x)
            scores = F.linear(self.norm("decoder.norm", x), self.embedding, self.banned)
            token = scores.argmax().item()
            tokens.append(token)
            if token == self.eos:
                break
        return tokens

    def run(self):
        for source in self.sources:
            self.decode(source)

    def results(self):
        return [torch.tensor([token for source in self.sources for token in self.decode(source)])]


def read_safetensors(path):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    return {
        name: torch.frombuffer(
            data, dtype=torch.float32, count=math.prod(entry["shape"]), offset=start + entry["data_offsets"][0]
        ).reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def measure(work, calls):
    start = time.perf_counter()
    for _ in range(calls):
        work.run()
    return (time.perf_counter() - start) * 1e3 / calls


def answer(request, prepared, threads):
    op, id = request["op"], request.get("id")
    if op == "about":
        return {"version": torch.__version__, "cpu": torch.backends.cpu.get_cpu_capability(), "threads": str(threads)}
    if op == "prepare":
        work = request["work"]
        kinds = {
            "attention": Attention,
            "linearAttention": LinearAttention,
            "product": Product,
            "training": Training,
            "decoding": Decoding,
        }
        prepared[id] = kinds[work["kind"]](work)
    if op == "results":
        results = prepared[id].results()
        return [{"size": values.numel(), "sample": base64.b64encode(sample(values)).decode()} for values in results]
    if op == "time":
        return measure(prepared[id], request["calls"])
    if op == "dispose":
        del prepared[id]
    if op == "peak":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--threads", type=int, default=1)
threads = parser.parse_args().threads
torch.set_num_threads(threads)
prepared = {}
for line in sys.stdin:
    try:
        reply = {"value": answer(json.loads(line), prepared, threads)}
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
