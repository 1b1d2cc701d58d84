#: when ema
def schedule(i: int, steps: int, rate: float) -> list[float]:  # the learning rate, and how much the mean keeps
    kept = min(CONFIG["ema"], (1 + i) / (10 + i))  # less at first: start weights are soon forgotten
#: end
#: when not ema
def schedule(i: int, steps: int, rate: float) -> list[float]:  # the learning rate
#: end
    #: when warmup
    rate *= min(1.0, (i + 1) / CONFIG["warmup"])
    #: end
    #: when steps
    rate *= CONFIG["factor"] ** (i // CONFIG["every"])
    #: end
    #: when cosine_rate
    rate *= 0.5 * (1 + math.cos(math.pi * i / steps))
    #: end
    #: when ema
    return [rate, kept]
    #: end
    #: when not ema
    return [rate]
    #: end


#: when muon
def muon(matrix: Any, momentum: Tensor) -> None:
    """Puts the direction of Jordan et al. 2024 in the place of a gradient. PyTorch's own Muon rounds it to 8 bits."""
    momentum.lerp_(matrix.grad, 0.05)
    x = momentum.lerp(matrix.grad, 0.05)  # Nesterov's
    x = x / (x.norm() + 1e-7)
    for _ in range(5):  # Newton and Schulz: all singular values become nearly 1
        gram = x.T @ x
        x = 3.4445 * x + x @ (-4.7750 * gram + 2.0315 * gram @ gram)
    matrix.grad.copy_(x * max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5)


#: end
def train(network: nn.Module, mean: nn.Module, model: Model, batches: Iterable[Batch], *stage: Any) -> Iterator[float]:
    #: when ema
    """The loss of each batch, before weights move; `mean` becomes their running mean. A stage is steps and a rate."""
    #: end
    #: when not ema
    """The loss of each batch, before the weights move. A stage is steps and a rate."""
    #: end
    #: when sgd
    optimizer = torch.optim.SGD(network.parameters())
    #: end
    #: when adamw
    optimizer = torch.optim.AdamW(network.parameters())
    #: end
    #: when adam
    optimizer = torch.optim.Adam(network.parameters(), betas=(0.9, 0.99))
    #: end
    #: when muon
    *hidden, last = [p for p in network.parameters() if p.ndim == 2]
    rest = [last, *(p for p in network.parameters() if p.ndim == 1)]
    momenta = [torch.zeros_like(matrix) for matrix in hidden]
    optimizers = [torch.optim.SGD(hidden), torch.optim.Adam(rest, betas=(0.9, 0.99))]
    #: end
    #: when weighted
    for i, (x, level, target, weight) in enumerate(batches):
    #: end
    #: when not weighted
    for i, (x, level, target) in enumerate(batches):
    #: end
        #: when sum_loss
        loss = (model.output(x, level) - target).square().sum()
        #: end
        #: when norm_loss
        loss = (model.output(x, level) - target).norm()
        #: end
        #: when mean_loss weighted
        loss = (weight * (model.output(x, level) - target).square()).sum(1).mean()
        #: end
        #: when mean_loss not weighted
        loss = (model.output(x, level) - target).square().sum(1).mean()
        #: end
        #: when ema
        rate, kept = schedule(i, *stage)
        #: end
        #: when not ema
        (rate,) = schedule(i, *stage)
        #: end
        network.zero_grad()
        torch.autograd.backward(loss)
        #: when muon
        list(map(muon, hidden, momenta))
        #: end
        #: when muon
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.step()
        #: end
        #: when not muon
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        #: end
        #: when ema
        for average, parameter in zip(mean.parameters(), network.parameters()):
            average.data.lerp_(parameter.data, 1 - kept)
        #: end
        yield loss.item()
    #: when per_level


def train_chain(
    own: Any, mean: Any, data: Data, stages: Any, device: torch.device, continued: bool
) -> Iterator[tuple[int, int, float]]:
    """Network after network, each with its batches and how many there are: which, its iteration and the loss.

    Each begins with the weights of the one before it, or goes on from its own, where training is `continued`.
    """
    for t, (batches, steps) in enumerate(stages):
        part, rate = own[f"t{t}"], CONFIG["rate" if t else "first_rate"]
        if t and not continued:
            part.load_state_dict(own[f"t{t - 1}"].state_dict())
        mean[f"t{t}"].load_state_dict(part.state_dict())
        learner = {**own, f"t{t}": DistributedDataParallel(part) if dist.is_initialized() else part}
        for i, loss in enumerate(train(part, mean[f"t{t}"], Model(learner, data, device), batches, steps, rate), 1):
            yield t, i, loss
    #: end
