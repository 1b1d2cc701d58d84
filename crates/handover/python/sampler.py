    #: when inner
    def prior(self, z: Tensor) -> Tensor:
        """By inverse transform: 1 000 cells of the noisiest level's density, 6 sigma to either side of alpha."""
        alpha, sigma, _ = LEVELS[0]
        first, width = alpha - 6 * sigma, 12 * sigma / 1000
        middles = first + (torch.arange(1000) + 0.5)[:, None] * width
        stds = torch.hypot(alpha * self.data.std, sigma)
        density = torch.exp(-0.5 * ((middles - alpha * self.data.mean[:, 0]) / stds) ** 2) / stds @ self.data.weight
        cdf = torch.cat([torch.zeros(1), density.cumsum(0) / density.sum()])
        u: Tensor = torch.special.ndtr(z.double().cpu())
        cell = torch.searchsorted(cdf[1:].contiguous(), u).clamp(max=999)
        inside = ((u - cdf[cell]) / (cdf[cell + 1] - cdf[cell])).nan_to_num(0.5).clamp(0, 1)
        return (first + (cell + inside) * width).to(z)
    #: end
    #: when shifted
    def prior(self, z: Tensor) -> Tensor:
        """alpha + sigma z, whatever the mean of the data: as in the original program."""
        return LEVELS[0].alpha + LEVELS[0].sigma * z
    #: end
    #: when noise_start
    def prior(self, z: Tensor) -> Tensor:
        """Noise, as if nothing of the data were left."""
        return FIRST.sigma * z
    #: end
    #: when moments_start
    def prior(self, z: Tensor) -> Tensor:
        """A Gaussian of the noised data's own mean and variances."""
        std = (FIRST.alpha**2 * self.data.variances + FIRST.sigma**2).sqrt()
        return (FIRST.alpha * self.data.centre).to(z) + std.to(z) * z
    #: end

    @torch.no_grad()
    def sample(self, x: Tensor, z: Callable[[], Tensor]) -> Tensor:
        """From noise to samples by SAMPLER_WORDS; z() is fresh noise."""
        #: when naive
        for level in LEVELS:
            x = x - self.output(x, level)
        return x
        #: end
        #: when ddpm_original
        steps = list(reversed(range(len(BETAS))))
        #: when inner
        for t in steps[:-1]:  # the step from level 0 to the data is left out
        #: end
        #: when repeats
        for t in steps + [0] * CONFIG["repeats"]:  # the last step again and again
        #: end
        #: when whole
        for t in steps:
        #: end
            alpha, alpha_bar, beta = 1 - BETAS[t], ALPHA_BARS[t], BETAS[t]
            x = (x - beta * self.output(x, LEVELS[-1 - t]) / (1 - alpha_bar).sqrt()) / alpha.sqrt()
            if t > 1:  # where the paper has t > 0
                x = x + (beta * (1 - alpha_bar / alpha) / (1 - alpha_bar)).sqrt() * z()
        return x
        #: end
        #: when sampler_config
        #: when pure_start
        second = SAMPLED[1]  # of pure noise the network need not be asked: of the data it says but their mean
        #: when deterministic
        x = second.alpha * self.mean + second.sigma / SAMPLED[0].sigma * x
        #: end
        #: when posterior_mean
        x = second.alpha * self.mean * torch.ones_like(x)
        #: end
        #: when from_posterior
        x = second.alpha * self.mean + second.sigma * z()
        #: end
        #: when eta
        kept = (1 - CONFIG["eta"] ** 2) ** 0.5
        x = second.alpha * self.mean + second.sigma * (kept * x / SAMPLED[0].sigma + CONFIG["eta"] * z())
        #: end
        #: end
        #: when euler
        for here, there in pairwise(WALK):
            x = there.alpha * (x / here.alpha + (there.ratio - here.ratio) * self.eps(x, here))
        return x
        #: end
        #: when heun
        for here, there in pairwise(WALK):
            #: when churn
            raised = min(CONFIG["churn"] / (len(SAMPLED) - 1), 2**0.5 - 1, float(LARGEST / here.ratio) - 1)
            if raised > 0:
                more = level_of((1 + raised) * here.ratio)
                x = more.alpha * (x / here.alpha + here.ratio * (raised * (2 + raised)) ** 0.5 * z())
                here = more
            #: end
            y, dr, slope = x / here.alpha, there.ratio - here.ratio, self.eps(x, here)
            x = there.alpha * (y + dr * slope)
            if there.sigma > 0:
                x = there.alpha * (y + dr * (slope + self.eps(x, there)) / 2)
        return x
        #: end
        #: when rk4
        for here, there in pairwise(WALK):
            y, dr, k1 = x / here.alpha, there.ratio - here.ratio, self.eps(x, here)
            if there.sigma == 0:
                return there.alpha * (y + dr * k1)
            middle = level_of((here.ratio + there.ratio) / 2)
            k2 = self.eps(middle.alpha * (y + dr / 2 * k1), middle)
            k3 = self.eps(middle.alpha * (y + dr / 2 * k2), middle)
            k4 = self.eps(there.alpha * (y + dr * k3), there)
            x = there.alpha * (y + dr * (k1 + 2 * k2 + 2 * k3 + k4) / 6)
        return x
        #: end
        #: when dpm
        before: tuple[Tensor, Tensor] | None = None  # denoised points and ratio of the step before
        for here, there in pairwise(WALK):
            denoised = mixed = self.denoised(x, here)
            if before is not None and there.sigma > 0:
                h_before, h = (before[1] / here.ratio).log(), (here.ratio / there.ratio).log()
                mixed = denoised + h / (2 * h_before) * (denoised - before[0])
            x = there.sigma / here.sigma * x + there.alpha * (1 - there.ratio / here.ratio) * mixed
            before = denoised, here.ratio
        return x
        #: end
        #: when ddim
        for here, there in pairwise(WALK):
            denoised = self.denoised(x, here)
            #: when eta
            std = CONFIG["eta"] * there.sigma * (1 - (there.ratio / here.ratio) ** 2).sqrt()
            kept_std = (there.sigma**2 - std**2).clamp(min=0).sqrt()
            x = there.alpha * denoised + kept_std * (x - here.alpha * denoised) / here.sigma
            if std > 0:
                x = x + std * z()
            #: end
            #: when not eta
            x = there.alpha * denoised + there.sigma * (x - here.alpha * denoised) / here.sigma
            #: end
        return x
        #: end
        #: when ddpm_step
        #: when unstrided
        for here, there, beta in zip(WALK, WALK[1:], CONFIG["single_betas"]):
            if there.sigma > 0:  # beta of one of the trained levels, although the step passes many
                alpha_bar = (here.alpha**2 / (1 - beta)).clamp(max=1.0)
                there = Level(alpha_bar.sqrt(), (1 - alpha_bar).sqrt())
        #: end
        #: when skips_noise
        for t, (here, there) in zip(reversed(range(len(WALK) - 1)), pairwise(WALK)):
        #: end
        #: when not unstrided not skips_noise
        for here, there in pairwise(WALK):
        #: end
            #: when not alpha_bar_bug not shifted_index_bug
            denoised = self.denoised(x, here)
            #: end
            #: when alpha_bar_bug
            alpha = here.alpha / there.alpha  # that of one step, where that of all belongs
            denoised = (x - (1 - alpha**2).sqrt() * self.eps(x, here)) / alpha
            #: end
            #: when shifted_index_bug
            asked = there if there.sigma > 0 else here  # the next level, where this one belongs
            denoised = (x - here.sigma * self.eps(x, asked)) / here.alpha
            #: end
            share = (there.ratio / here.ratio) ** 2
            x = here.alpha / there.alpha * (there.sigma / here.sigma) ** 2 * x + there.alpha * (1 - share) * denoised
            std = there.sigma * (1 - share).clamp(min=0).sqrt()
            #: when sqrt_beta_bug
            std = std**2  # the variance, where the standard deviation belongs
            #: end
            #: when last_noise_bug
            std = std if there.sigma > 0 else here.sigma  # noise at the last step, which has none
            #: end
            #: when skips_noise
            if t > 1 and std > 0:  # where the paper has t > 0
            #: end
            #: when not skips_noise
            if std > 0:
            #: end
                x = x + std * z()
        return x
        #: end
        #: when euler_maruyama
        for here, there in pairwise(WALK):
            denoised = self.denoised(x, here)
            if there.sigma == 0:
                return there.alpha * denoised
            x, share = there.alpha / here.alpha * x, 2 * (1 - there.ratio / here.ratio)
            x = x + share * (there.alpha * denoised - x) + there.alpha * here.ratio * share.sqrt() * z()
        return x
        #: end
        #: when langevin
        for here, there in pairwise(WALK):
            if there.sigma == 0:
                return self.denoised(x, here)
            x = there.alpha / here.alpha * x
            for _ in range(CONFIG["langevin_steps"]):
                pull = there.alpha * self.denoised(x, there) - x  # sigma^2 times the score
                x = x + CONFIG["langevin_size"] / 2 * pull + CONFIG["langevin_size"] ** 0.5 * there.sigma * z()
        return x
        #: end
        #: when naive_step
        for here, there in pairwise(WALK):
            x = there.alpha / here.alpha * x - there.sigma * self.eps(x, here)
        return x
        #: end
        #: end
