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
    found = re.fullmatch(r"sample (\d+)x20 w(\d+)", case)
    return {"case": case, "ms": seconds_each(sampling(int(found[1]), int(found[2]))) * 1e3}


torch.set_num_threads(1)
torch.manual_seed(0)
print(json.dumps({"engine": f"PyTorch {torch.__version__}", "rows": [row(case) for case in sys.argv[1:]]}))
