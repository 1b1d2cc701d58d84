#: when log
def SPACING(t: Tensor) -> Tensor:  # sigma/alpha at t in [0, 1], even in its logarithm
    return torch.exp((1 - t) * math.log(RATIO_MIN) + t * math.log(RATIO_MAX))
#: end
#: when karras
def SPACING(t: Tensor, rho: float = CONFIG["rho"]) -> Tensor:  # sigma/alpha by Karras et al. 2022, eq. 5
    return ((1 - t) * math.pow(RATIO_MIN, 1 / rho) + t * math.pow(RATIO_MAX, 1 / rho)) ** rho
#: end
#: when linear
def SPACING(t: Tensor, low: float = 0.1, span: float = 19.9) -> Tensor:  # by Song et al. 2021, app. C
    # sigma/alpha at t in [0, 1]: even in the time of a beta that rises linearly
    times = [(math.sqrt(low**2 + 2 * span * math.log1p(r**2)) - low) / span for r in (RATIO_MIN, RATIO_MAX)]
    time = (1 - t) * times[0] + t * times[1]
    return torch.expm1(0.5 * time**2 * span + time * low).sqrt()
#: end
#: when cosine
def SPACING(t: Tensor, offset: float = 0.008) -> Tensor:  # sigma/alpha by Nichol & Dhariwal 2021, eq. 17
    first = math.cos(offset / (1 + offset) * math.pi / 2)
    angles = [math.acos(first / math.hypot(r, 1)) for r in (RATIO_MIN, RATIO_MAX)]
    here = torch.cos((1 - t) * angles[0] + t * angles[1])
    #: when infinite
    here[here < 1e-15] = 0.0  # but for rounding
    #: end
    return (first - here).clamp(min=0).sqrt() * (first + here).sqrt() / here
#: end
#: when flow
def SPACING(t: Tensor) -> Tensor:  # sigma/alpha at t in [0, 1], even in sigma, where alpha = 1 - sigma
    sigma = (1 - t) / (1 + 1 / RATIO_MIN) + t / (1 + 1 / RATIO_MAX)
    return sigma / (1 - sigma)
#: end
