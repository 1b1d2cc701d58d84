    #: when continuous
    def noised(self, x0: Tensor, eps: Tensor, t: Tensor) -> Batch:
        #: when not weighted
        """Clean rows [n, d] with noise, each of the level that its t [n, 1] draws."""
        #: end
        #: when weighted of_target
        """Clean rows [n, d] with noise, each of the level that its t [n, 1] draws; errors count as the target's."""
        #: end
        #: when weighted not of_target
        """Clean rows [n, d] with noise, each of the level of its t [n, 1], with weights (WEIGHTING_WORDS)."""
        #: end
        #: when counted
        i = COUNT - 1 - (t * COUNT).long()  # of the counted levels each has an equal part, the cleanest the first
        level = Level(TRAINED.alpha[i].to(x0), TRAINED.sigma[i].to(x0))
        #: end
        #: when not counted
        level = Level(*(part.to(x0) for part in level_of(TRAINING_SPACING(t))))
        #: end
        #: when wide
        # One row in eight lies further out: samples stray, and the network learns the way back (Ning et al. 2023).
        wide = (torch.arange(len(x0)).to(x0) % 8 == 0)[:, None] & (level.ratio >= 2 * self.data.std.min())
        eps = torch.where(wide, 2.0, 1.0) * eps
        #: end
        x = level.alpha * x0 + level.sigma * eps
        a, b = self.coefficients(level)
        #: when field
        far = torch.cdist(x / ALPHA_FLOOR, x0, compute_mode="donot_use_mm_for_euclid_dist") / level.ratio
        x0 = torch.softmax(-0.5 * far**2, 1) @ x0  # the mean of the batch, given x (Xu et al. 2023, eq. 5)
        eps = (x - level.alpha * x0) / level.sigma
        #: end
        #: when edm
        target = a * (x0 - self.mean) + b * eps
        #: end
        #: when not edm
        target = a * x0 + b * eps
        #: end
        #: when weighted of_target
        spread = torch.hypot(level.alpha * self.std, level.sigma)
        weight = (self.std * DETERMINANT / spread) ** 2
        #: end
        #: when weighted not of_target
        weight = ON_DENOISED * (level.sigma / (a * level.sigma - b * level.alpha)) ** 2
        #: when undetermined
        weight = weight.nan_to_num(0.0, posinf=0.0)  # pure noise, of which no clean point follows, counts nothing
        #: end
        #: end
        #: when weighted
        return x, level, target, weight
        #: end
        #: when not weighted
        return x, level, target
        #: end

    def batches(self, n: int, generator: torch.Generator) -> Iterator[Batch]:
        while True:
            x0, t = self.data.rows(n, generator), torch.rand(n, 1, generator=generator, dtype=torch.float64)
            #: when stratified
            t = (torch.randperm(n, generator=generator)[:, None] + t) / n  # spread evenly
            #: end
            yield self.noised(x0.to(self.device), torch.randn(x0.shape, generator=generator).to(self.device), t)
    #: end
    #: when discrete
    def noised(self, x0: Tensor, eps: Tensor, index: int) -> Batch:
        """Clean rows with noise of one level."""
        level = LEVELS[index]
        #: when naive
        next_sigma = LEVELS[index + 1].sigma if index + 1 < len(LEVELS) else 0.0
        return level.alpha * x0 + level.sigma * eps, level, next_sigma * eps
        #: end
        #: when ddpm
        return level.alpha * x0 + level.sigma * eps, level, eps
        #: end

    #: when one_network
    def batches(self, n: int, generator: torch.Generator) -> Iterator[Batch]:
        while True:
            index = int(torch.randint(len(LEVELS), (1,), generator=generator))
    #: end
    #: when per_level
    def batches(self, n: int, generator: torch.Generator, index: int) -> Iterator[Batch]:
        while True:
    #: end
            x0 = self.data.rows(n, generator)
            yield self.noised(x0.to(self.device), torch.randn(x0.shape, generator=generator).to(self.device), index)
    #: end

