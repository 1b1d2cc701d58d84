#: when one_network
def network(dim: int) -> nn.Module:
    """Linear layers, with ACTIVATION_WORDS between them."""
    layers = nn.Sequential()
#: end
#: when per_level
def network(dim: int) -> nn.ModuleDict:
    """Linear layers, with ACTIVATION_WORDS between them: a network for each level, the cleanest first."""
    networks = nn.ModuleDict({f"t{t}": nn.Sequential() for t in range(len(LEVELS))})
#: end
    #: when continuous not octaves
    sizes = [dim + 7, *[CONFIG["width"]] * CONFIG["depth"], dim]
    #: end
    #: when continuous octaves
    sizes = [dim * (1 + 2 * CONFIG["octaves"]) + 7, *[CONFIG["width"]] * CONFIG["depth"], dim]
    #: end
    #: when one_network discrete
    sizes = [dim + 1, *[CONFIG["width"]] * CONFIG["depth"], dim]
    #: end
    #: when per_level
    sizes = [dim, *[CONFIG["width"]] * CONFIG["depth"], dim]
    #: end
    for k, (inputs, outputs) in enumerate(pairwise(sizes), 1):
        #: when one_network
        layers.add_module(f"layer{k}", nn.Linear(inputs, outputs))
        if k < len(sizes) - 1:
            layers.add_module(f"activation{k}", nn.ACTIVATION())
        #: end
        #: when per_level
        for layers in networks.values():
            layers.add_module(f"layer{k}", nn.Linear(inputs, outputs))
            if k < len(sizes) - 1:
                layers.add_module(f"activation{k}", nn.ACTIVATION())
        #: end
    #: when edm
    for parameter in layers[-1].parameters():  # the best prediction is small to begin with
        parameter.data *= 0.1
    #: end
    #: when one_network
    return layers
    #: end
    #: when per_level
    return networks
    #: end


class Model:
    #: when continuous
    """A network, with what it reads, what it predicts, and how one samples with it."""
    #: end
    #: when one_network discrete
    """A network that reads x and one number for its level, and predicts TARGET_WORDS."""
    #: end
    #: when per_level
    """A network for each level, each of which predicts TARGET_WORDS."""
    #: end

    #: when one_network
    def __init__(self, network: nn.Module, data: Data, device: torch.device) -> None:
    #: end
    #: when per_level
    def __init__(self, network: Any, data: Data, device: torch.device) -> None:
    #: end
        self.network, self.data, self.device = network, data, device
        #: when continuous
        self.std = data.variances.mean().sqrt()
        #: end
        #: when centred
        self.mean = data.centre.to(device, torch.get_default_dtype())
        #: end
    #: when continuous

    def inputs(self, x: Tensor, level: Level) -> Tensor:
        """c_in x with its sines and cosines, and an embedding of c_noise (Karras et al. 2022, table 1)."""
        #: when edm
        u = (x - level.alpha * self.mean) / torch.hypot(level.alpha * self.std, level.sigma)
        #: end
        #: when not edm
        u = x / torch.hypot(level.alpha * self.std, level.sigma)
        #: end
        c_noise = level.ratio.clamp(1e-5, 1e5).log().to(u).expand(len(x), 1) / 4
        turns = 2 * math.pi * c_noise * torch.tensor([0.25, 0.5, 1.0]).to(u)
        #: when octaves
        angles = u[:, :, None] * 2.0 ** torch.arange(-1, CONFIG["octaves"] - 1).to(u)
        waves, embedding = (torch.stack([a.sin(), a.cos()], -1).flatten(1) for a in (angles, turns))
        return torch.cat([u, waves, c_noise, embedding], 1)
        #: end
        #: when not octaves
        return torch.cat([u, c_noise, torch.stack([turns.sin(), turns.cos()], -1).flatten(1)], 1)
        #: end

    def coefficients(self, level: Level) -> tuple[Tensor, Tensor]:
        #: when edm
        """a and b: F of D = c_skip x + c_out F is a (x_0 - mean) + b eps (Karras et al. 2022, table 1)."""
        spread = torch.hypot(level.alpha * self.std, level.sigma)
        return level.sigma / (self.std * spread), -self.std * level.alpha / spread
        #: end
        #: when not edm
        """a and b: the network predicts a x_0 + b eps, TARGET_WORDS."""
        #: when target_eps
        return torch.zeros_like(level.alpha), torch.ones_like(level.alpha)
        #: end
        #: when target_x0
        return torch.ones_like(level.alpha), torch.zeros_like(level.alpha)
        #: end
        #: when target_v
        return -level.sigma, level.alpha
        #: end
        #: when target_score
        return torch.zeros_like(level.alpha), -1 / level.sigma
        #: end
        #: when target_flow
        return -torch.ones_like(level.alpha), torch.ones_like(level.alpha)
        #: end
        #: end
    #: end

    def output(self, x: Tensor, level: Level) -> Tensor:
        #: when continuous
        return cast(Tensor, self.network(self.inputs(x, level)))
        #: end
        #: when one_network naive
        return cast(Tensor, self.network(torch.cat([x, level.sigma.to(x).expand(len(x), 1)], 1)))
        #: end
        #: when one_network ddpm
        alpha_t = (1 - BETAS[-1 - level.place]).to(x)
        return cast(Tensor, self.network(torch.cat([x, alpha_t.expand(len(x), 1)], 1)))
        #: end
        #: when per_level
        return cast(Tensor, self.network[f"t{len(LEVELS) - 1 - level.place}"](x))
        #: end
    #: when continuous|denoised

    def denoised(self, x: Tensor, level: Level) -> Tensor:  # E[x_0 | x_t = x]
        #: when continuous
        a, b = self.coefficients(level)
        #: when edm
        moved = x - level.alpha * self.mean
        return self.mean + (level.sigma * self.output(x, level) - b * moved) / (a * level.sigma - b * level.alpha)
        #: end
        #: when not edm
        return (level.sigma * self.output(x, level) - b * x) / (a * level.sigma - b * level.alpha)
        #: end
        #: end
        #: when discrete
        return (x - level.sigma * self.output(x, level)) / level.alpha
        #: end
    #: end
    #: when eps

    def eps(self, x: Tensor, level: Level) -> Tensor:
        #: when continuous
        """The noise that is left: d(x/alpha)/d(sigma/alpha) of the probability flow (Karras et al. 2022, eq. 4)."""
        return (x - level.alpha * self.denoised(x, level)) / level.sigma
        #: end
        #: when discrete
        """The noise that is left."""
        return self.output(x, level)
        #: end
    #: end

