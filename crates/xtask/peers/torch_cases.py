"""PyTorch on one thread of this machine: the cases of the playground's benchmark.

Usage: python torch_cases.py "train 128x32 sgd" "sample 2000x20 w32" …
Prints one line of JSON: {"engine", "rows": [{"case", "us_per_step" | "ms"}]}.
"""

import json
import re
import statistics
import sys
import time

import torch

RUNS = 5
RUN_SECONDS = 0.25
SPIKES = torch.tensor([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
SIGMAS = torch.logspace(0, -3, 20).tolist() + [0.0]


def network(width):
    layers = torch.nn.Linear(3, width), torch.nn.ReLU(), torch.nn.Linear(width, width), torch.nn.ReLU()
    return torch.nn.Sequential(*layers, torch.nn.Linear(width, 2))


def told(x, level):
    """The points, and beside each the noise level."""
    return torch.cat([x, torch.full((len(x), 1), SIGMAS[level])], dim=1)


def training(batch, width, rule):
    """One iteration: level, clean rows and noise are drawn, and the weights moved."""
    net = network(width)
    rules = {"sgd": torch.optim.SGD, "adamw": torch.optim.AdamW}
    optimiser = rules[rule](net.parameters(), lr=1e-3)
    means = SPIKES.repeat_interleave(batch // 4, dim=0)

    def iteration():
        level = int(torch.randint(20, ()))
        noise = torch.randn(batch, 2)
        x = means + 0.01 * torch.randn(batch, 2) + SIGMAS[level] * noise
        loss = (net(told(x, level)) - SIGMAS[level + 1] * noise).square().sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    return iteration


def standard(activation, rule):
    """One iteration of the EDM method: 256 rows with levels of their own, held to the batch's mean field."""
    rows, std, last = 256, 1.0, 3
    kind = {"relu": torch.nn.ReLU, "silu": torch.nn.SiLU}[activation]
    sizes = [2 + 2 * 2 * 6 + 7] + [64] * last
    hidden = [layer for pair in zip(sizes, sizes[1:]) for layer in (torch.nn.Linear(*pair), kind())]
    net = torch.nn.Sequential(*hidden, torch.nn.Linear(64, 2))
    matrices = [p for p in net[:-1].parameters() if p.ndim == 2] if rule == "muon" else []
    others = [p for p in net.parameters() if all(p is not matrix for matrix in matrices)]
    optimisers = [torch.optim.Adam(others, lr=8e-3, betas=(0.9, 0.99))]
    if matrices:
        optimisers.append(torch.optim.Muon(matrices, lr=8e-3, weight_decay=0.0))
    averages = [parameter.detach().clone() for parameter in net.parameters()]
    means = SPIKES.repeat_interleave(rows // 4, dim=0)
    omega = 0.5 * 2.0 ** torch.arange(6)
    turns = 2 * torch.pi * torch.tensor([0.25, 0.5, 1.0])
    low, span = torch.log(torch.tensor(0.001)), torch.log(torch.tensor(5100.0))

    def iteration():
        clean = means + 0.01 * torch.randn(rows, 2)
        t = (torch.arange(rows) + torch.rand(rows))[torch.randperm(rows), None] / rows
        sigma = torch.exp(low + span * t)
        x = clean + sigma * torch.randn(rows, 2)
        weights = torch.softmax(-0.5 * (torch.cdist(x, clean) / sigma).square(), dim=1)
        spread = torch.sqrt(sigma**2 + std**2)
        target = (weights @ clean - std**2 / spread**2 * x) * spread / (sigma * std)
        u, c = x / spread, 0.25 * torch.log(sigma)
        waves = (u[:, :, None] * omega).flatten(1)
        level = [c, torch.sin(turns * c), torch.cos(turns * c)]
        loss = (net(torch.cat([u, torch.sin(waves), torch.cos(waves), *level], dim=1)) - target).square().mean()
        net.zero_grad()
        loss.backward()
        for optimiser in optimisers:
            optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(averages, list(net.parameters()), 1e-3)

    return iteration


def sampling(points, width):
    """One walk through twenty levels, from a fresh start."""
    net = network(width)

    @torch.inference_mode()
    def walk():
        x = torch.randn(points, 2)
        for level in range(20):
            x = x - net(told(x, level))

    return walk


def seconds_each(work):
    """The median over runs of about a quarter of a second each, after as long a warm-up."""

    def run(count):
        start = time.perf_counter()
        for _ in range(count):
            work()
        return (time.perf_counter() - start) / count

    run(2)
    count = max(1, round(RUN_SECONDS / run(3)))
    run(count)
    return statistics.median(run(count) for _ in range(RUNS))


def row(case):
    if found := re.fullmatch(r"train (\d+)x(\d+) (\w+)", case):
        batch, width, rule = int(found[1]), int(found[2]), found[3]
        return {"case": case, "us_per_step": seconds_each(training(batch, width, rule)) * 1e6}
    if found := re.fullmatch(r"train edm 256x64x3 (\w+) (\w+)", case):
        return {"case": case, "us_per_step": seconds_each(standard(found[1], found[2])) * 1e6}
    found = re.fullmatch(r"sample (\d+)x20 w(\d+)", case)
    return {"case": case, "ms": seconds_each(sampling(int(found[1]), int(found[2]))) * 1e3}


torch.set_num_threads(1)
torch.manual_seed(0)
print(json.dumps({"engine": f"PyTorch {torch.__version__}", "rows": [row(case) for case in sys.argv[1:]]}))
