"""Holds train.py against the page's own numbers, and samples against the data."""

from copy import deepcopy
#: when per_level
from itertools import islice
#: end
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn


def energy_distance(a: Tensor, b: Tensor) -> float:
    """0 where both clouds are of one distribution (Szekely & Rizzo 2013)."""
    return float(2 * torch.cdist(a, b).mean() - torch.cdist(a, a).mean() - torch.cdist(b, b).mean())


def verdict(model: Any, generator: torch.Generator, n: int = 2000) -> str:
    """How far samples are from the data, beside how far other data are."""

    def z() -> Tensor:
        return torch.randn(n, model.data.mean.shape[1], generator=generator).to(model.device)

    one, other = (model.data.rows(n, generator).to(model.device) for _ in range(2))
    distances = energy_distance(model.sample(model.prior(z()), z), one), energy_distance(other, one)
    return "energy distance to the data: samples {:.3g}, other data {:.3g}".format(*distances)


def relative_error(mine: Tensor, pages: Tensor) -> float:
    return float((mine - pages).norm() / pages.norm().clamp(min=1e-300))


def log_density(rows: Tensor, tensors: dict[str, Tensor]) -> Tensor:
    """Of clean rows, by the mixture."""
    mean, std, weight = (tensors[name].double() for name in ("mean", "std", "weight"))
    logs = -0.5 * (torch.cdist(rows, mean) / std) ** 2 - rows.shape[1] * std.log() + weight.log()
    return torch.logsumexp(logs, 1, keepdim=True)


def standard_errors(mine: Tensor, pages: Tensor) -> float:
    """How far two samples' means are from each other, at most: columns are values of a row."""
    errors = (mine.var(0) / len(mine) + pages.var(0) / len(pages)).sqrt().clamp(min=1e-12)
    return float(((mine.mean(0) - pages.mean(0)).abs() / errors).max())


def of_weights(own: nn.Module, tape: dict[str, Tensor], prefix: str) -> float:
    errors = [relative_error(value, tape[f"{prefix}.{name}"]) for name, value in own.state_dict().items()]
    return float(torch.tensor(errors).max())  # and not a number, if one of them is none


def verify() -> bool:
    """Prints a line for each comparison, in double precision, so that only the page rounds. Whether all are close."""
    import train  # here, for it imports this file

    torch.set_default_dtype(torch.float64)
    tape = {name: tensor.double() for name, tensor in load_file(train.HERE / "tape.safetensors").items()}
    noise = {name: tensor.double() for name, tensor in load_file(train.HERE / "start_noise.safetensors").items()}
    data, device = train.Data(train.HERE / "data.safetensors"), torch.device("cpu")
    weights, started = (train.network(data.mean.shape[1]) for _ in range(2))
    weights.load_state_dict(load_file(train.HERE / "weights.safetensors"))
    learned, learner = train.Model(weights, data, device), train.Model(started, data, device)
    #: when one_network
    own, stage = started, (train.CONFIG["iterations"], train.CONFIG["rate"])
    #: end
    #: when per_level
    own, stage = started.get_submodule("t0"), (train.CONFIG["first_iterations"], train.CONFIG["first_rate"])
    #: end
    own.load_state_dict({name: tape[f"start.{name}"] for name in own.state_dict()})
    #: when one_network
    mean = deepcopy(own)
    #: end

    made: list[float] = []
    outputs, batches = [], []
    for i, x0 in enumerate(tape["x0"]):
        #: when continuous
        batch = learner.noised(x0, tape["eps"][i], tape["t"][i])
        #: end
        #: when discrete
        batch = learner.noised(x0, tape["eps"][i], int(tape["index"][i]))
        #: end
        #: when weighted
        pages = tape["x"][i], batch[1], tape["target"][i], tape["weight"][i]
        made.append(relative_error(batch[3], pages[3]))
        #: end
        #: when not weighted
        pages = tape["x"][i], batch[1], tape["target"][i]
        #: end
        made += [relative_error(batch[0], pages[0]), relative_error(batch[2], pages[2])]
        outputs.append(learned.output(*pages[:2]).detach())
        batches.append(pages)
    #: when one_network
    list(train.train(own, mean, learner, batches, *stage))
    #: end
    #: when per_level
    left, means, lengths = iter(batches), deepcopy(started), [int(n) for n in tape["lengths"]]
    list(train.train_chain(started, means, data, [(islice(left, n), n) for n in lengths], device, False))
    own = started.get_submodule(f"t{len(lengths) - 1}")
    #: end
    #: when per_level ema
    mean = means.get_submodule(f"t{len(lengths) - 1}")
    #: end
    rates = torch.tensor([train.schedule(int(i), *stage) for i in tape["iterations"]])
    generator, mixture = torch.Generator().manual_seed(0), load_file(train.HERE / "data.safetensors")
    clean = [data.rows(20_000, generator), tape["x0"].flatten(0, 1)]
    fresh = [torch.cat([rows, log_density(rows, mixture)], 1) for rows in clean]
    #: when continuous
    drawn = next(learner.batches(2_000, generator))[1].sigma
    levels_of_rows = [drawn, torch.cat([page[1].sigma for page in batches])]
    #: end
    levels = torch.stack([torch.stack([level.alpha, level.sigma]).double() for level in train.WALKED])
    z = iter(noise["z"])
    samples = learned.sample(learned.prior(noise["start"]), lambda: next(z))

    checks = [
        #: when ema
        ("learning rates, and what the mean keeps", 1e-5, relative_error(rates, tape["rates"])),
        #: end
        #: when not ema
        ("learning rates", 1e-5, relative_error(rates, tape["rates"])),
        #: end
        ("fresh rows, in standard errors", 5.0, standard_errors(*fresh)),
        #: when continuous
        ("levels of fresh rows, in standard errors", 5.0, standard_errors(*levels_of_rows)),
        #: end
        ("levels", 1e-5, float(((levels - noise["levels"]).abs() / noise["levels"].abs().clamp(min=1e-300)).max())),
        ("noise and targets of batches", 1e-3, float(torch.tensor(made).max())),
        ("forward pass", 1e-5, relative_error(torch.stack(outputs), tape["output"])),
        (f"weights after {len(batches)} iterations", 1e-4, of_weights(own, tape, "end")),
        #: when ema
        ("their running mean", 1e-4, of_weights(mean, tape, "mean")),
        #: end
        ("samples", 1e-4, relative_error(samples, noise["samples"])),
    ]
    for name, tolerance, error in checks:
        print(f"{name}: off by {error:.1e}, {'within' if error <= tolerance else 'NOT within'} {tolerance:.0e}")
    return all(error <= tolerance for _, tolerance, error in checks)
