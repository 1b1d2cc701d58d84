class Data:
    """A mixture of round Gaussians: means [k, d], standard deviations [k] and weights [k]."""

    def __init__(self, path: Path) -> None:
        tensors = {name: tensor.double() for name, tensor in load_file(path).items()}
        self.mean, self.std = tensors["mean"], tensors["std"]
        #: when picks|density|continuous
        weight = tensors["weight"] / tensors["weight"].sum()
        #: end
        #: when picks
        self.edges = weight.cumsum(0)
        #: end
        #: when points
        self.points = tensors["points"]
        #: end
        #: when density
        self.weight = weight
        #: end
        #: when continuous
        self.centre = weight @ self.mean
        self.variances = weight @ (self.std[:, None] ** 2 + (self.mean - self.centre) ** 2)  # of each coordinate
        #: end

    def rows(self, n: int, generator: torch.Generator) -> Tensor:
        #: when each_spike
        k = torch.arange(n) * len(self.mean) // n  # as many of every spike
        #: end
        #: when stratified
        u = (torch.arange(n) + torch.rand(n, generator=generator, dtype=torch.float64)) / n  # one in each nth share
        #: end
        #: when independent
        u = torch.rand(n, generator=generator, dtype=torch.float64)
        #: end
        #: when points
        return self.points[(u * len(self.points)).long()].to(torch.get_default_dtype())
        #: end
        #: when not points
        #: when not each_spike
        k = torch.searchsorted(self.edges, u).clamp(max=len(self.edges) - 1)
        #: end
        rows = self.mean[k] + self.std[k, None] * torch.randn(n, self.mean.shape[1], generator=generator)
        return rows.to(torch.get_default_dtype())
        #: end
