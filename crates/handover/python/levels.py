class Level(NamedTuple):
    """x_t = alpha x_0 + sigma eps."""

    alpha: Tensor
    sigma: Tensor
    #: when discrete
    place: int
    #: end
    #: when continuous|sampler_ratio

    @property
    def ratio(self) -> Tensor:
        return self.sigma / self.alpha
    #: end


#: when weighted
Batch = tuple[Tensor, Level, Tensor, Tensor]  # noisy rows, their levels, what is to be predicted, how much it counts
#: end
#: when not weighted
Batch = tuple[Tensor, Level, Tensor]  # noisy rows, their levels, what is to be predicted
#: end
#: when naive


def karras(n: int, rho: float) -> list[float]:
    """sigma_max ... sigma_min (Karras et al. 2022, eq. 5)."""
    low, high = CONFIG["sigma_min"] ** (1 / rho), CONFIG["sigma_max"] ** (1 / rho)
    return [(high + i / (n - 1) * (low - high)) ** rho for i in range(n)]


SIGMAS = torch.tensor(karras(CONFIG["levels"], CONFIG["rho"]), dtype=torch.float64)
LEVELS = [Level(torch.tensor(1.0), sigma, i) for i, sigma in enumerate(SIGMAS)]
#: end
#: when ddpm
BETAS = torch.tensor(CONFIG["betas"], dtype=torch.float64)  # beta_0 ... beta_{T-1}, rising
ALPHA_BARS = (1 - BETAS).cumprod(0)
# The noisiest first (Ho et al. 2020, eq. 4).
LEVELS = [Level(a.sqrt(), (1 - a).sqrt(), i) for i, a in enumerate(ALPHA_BARS.flip(0))]
#: end
#: when discrete sampler_config
SAMPLED: list[Level] = [LEVELS[i] for i in CONFIG["sampled"]]
SAMPLED.append(Level(torch.tensor(1.0), torch.tensor(0.0), -1))  # the data
#: end
#: when continuous
#: when has_ratio_max
RATIO_MIN, RATIO_MAX = float(CONFIG["ratio_min"]), float(CONFIG["ratio_max"])  # sigma/alpha at both ends
#: end
#: when not has_ratio_max
RATIO_MIN = float(CONFIG["ratio_min"])  # sigma/alpha of the cleanest level
#: end


#: when exploding
def level_of(ratio: Tensor) -> Level:  # variance exploding: alpha = 1
    return Level(torch.ones_like(ratio), ratio)
#: end
#: when preserving
def level_of(ratio: Tensor) -> Level:  # variance preserving: alpha^2 + sigma^2 = 1
    return Level((1 + ratio**2).rsqrt(), (1 + ratio**-2).rsqrt())
#: end
#: when straight
def level_of(ratio: Tensor) -> Level:  # the straight line from data to noise: alpha + sigma = 1
    return Level(1 / (1 + ratio), 1 / (1 + 1 / ratio))
#: end


SPACINGS

#: when counted
COUNT = CONFIG["trained_levels"]
#: end
#: when pure_noise
RATIOS = GRID_SPACING(torch.linspace(0, 1, GRID_COUNT - 1, dtype=torch.float64).flip(0))
RATIOS = torch.cat([torch.tensor([math.inf]), RATIOS])  # pure noise comes before all of them
#: end
#: when not pure_noise
RATIOS = GRID_SPACING(torch.linspace(1, 0, GRID_COUNT, dtype=torch.float64))
#: end
#: when counted
TRAINED = level_of(RATIOS)
SAMPLED = [Level(TRAINED.alpha[i], TRAINED.sigma[i]) for i in CONFIG["sampled"]]
#: end
#: when not counted
SAMPLED = list(map(Level, *level_of(RATIOS)))
#: end
SAMPLED.append(Level(torch.tensor(1.0), torch.tensor(0.0)))  # the data
#: end
