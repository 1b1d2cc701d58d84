//! What is said before training where choices do not suit each other, and the one choice that mends it.

use diffusion::Method;
use diffusion::suited::SuitedRange;

use crate::controls::{Edit, by_noise, number_text};
use crate::settings::Settings;

/// A sentence, and what its button does.
#[derive(Clone, Debug)]
pub struct Advice {
    /// What is going to happen.
    pub words: String,
    /// The words of the button.
    pub label: String,
    /// The choice that it makes.
    pub remedy: Edit,
}

impl Advice {
    /// The advice on these settings; none where everything suits. What keeps training from working comes first.
    pub fn on(settings: &Settings) -> Option<Self> {
        let unlike = "This method is made for spikes around 1, and will not learn these data.";
        let data = || (!settings.config.suits_data()).then(|| Self::edm(unlike.to_owned())).flatten();
        rate(settings).or_else(data).or_else(|| sigma_max(settings)).or_else(|| sigma_min(settings))
    }

    fn new(words: String, label: String, key: &str, text: &str) -> Option<Self> {
        Some(Self { words, label, remedy: Edit::read(key, text).ok()? })
    }

    /// The method that suits any data.
    fn edm(words: String) -> Option<Self> {
        Self::new(words, "Use EDM".to_owned(), "method", "edm")
    }
}

/// What a standard method takes from the data: its range of noise, in a sentence.
pub fn range_of_noise(settings: &Settings) -> Option<String> {
    let range = settings.config.method.noise_range().filter(|_| settings.config.standard.is_some())?;
    let (data, least) = (settings.config.dataset.label(), number_text(range.sigma_min));
    let most = if range.sigma_max.is_finite() { number_text(range.sigma_max) } else { "pure noise".to_owned() };
    let letter = by_noise(settings, ["σ", "σ/α", "β"]);
    Some(format!("For {data}, {letter} goes from {least} to {most}."))
}

fn rate(settings: &Settings) -> Option<Advice> {
    let (suited, rate) = (settings.config.suited_rate()?, settings.config.rate);
    if suited.contains(rate) {
        return None;
    }
    let own = number_text(settings.config.unchanged().rate);
    let words = format!("A learning rate of {} is more than this method bears: training may fail.", number_text(rate));
    Advice::new(words, format!("Use rate {own}"), "rate", &own)
}

fn sigma_max(settings: &Settings) -> Option<Advice> {
    let SuitedRange { low, high } = settings.config.suited_sigma_max()?;
    let sigma_max = settings.config.method.noise_range()?.sigma_max;
    let symbol = by_noise(settings, ["σ_max", "(σ/α)_max", "β_max"]);
    if sigma_max > high {
        let bears = number_text(high);
        return Advice::edm(format!(
            "This method bears a {symbol} of up to {bears}: above that its samples miss the data, and training may fail."
        ));
    }
    // A program's own range where there is one; else what the data need.
    let is_program = !matches!(settings.config.method, Method::Continuous(_));
    let own = settings.config.unchanged().method.noise_range().filter(|_| is_program);
    let needed = number_text(own.map_or(low, |own| own.sigma_max));
    let words = || {
        format!("With {symbol} below {} sampling starts from noise that is unlike the noised data.", number_text(low))
    };
    (sigma_max < low).then(|| Advice::new(words(), format!("Use {symbol} = {needed}"), "sigma_max", &needed)).flatten()
}

fn sigma_min(settings: &Settings) -> Option<Advice> {
    let high = settings.config.suited_sigma_min()?.high;
    let symbol = by_noise(settings, ["σ_min", "(σ/α)_min", "β_min"]);
    let words = || format!("With {symbol} above {} sampling ends before the noise is gone.", number_text(high));
    let needed = number_text(plot::rounded(high));
    let is_larger = settings.config.method.noise_range()?.sigma_min > high;
    is_larger.then(|| Advice::new(words(), format!("Use {symbol} = {needed}"), "sigma_min", &needed)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link;

    fn on(fragment: &str) -> Option<Advice> {
        Advice::on(&link::read(fragment).settings)
    }

    #[test]
    fn what_suits_needs_no_advice() {
        for fragment in ["", "recipe=simple_multimodal&sigma_max=1.3", "method=edm&dataset=moons", "method=flow"] {
            assert!(on(fragment).is_none(), "{fragment}");
        }
    }

    #[test]
    fn a_method_says_what_it_takes_from_the_data() {
        let said = |fragment: &str| range_of_noise(&link::read(fragment).settings);
        assert_eq!(said("method=edm&dataset=moons").as_deref(), Some("For two moons, σ goes from 0.005 to 3.6."));
        assert_eq!(said("method=flow").as_deref(), Some("For four spikes, σ/α goes from 0.001 to pure noise."));
        assert_eq!(said(""), None);
    }

    /// catches: a button that leaves what it was to mend
    #[test]
    fn one_press_mends_what_was_said() {
        for (fragment, label) in [
            ("recipe=simple_multimodal&sigma_max=10", "Use EDM"),
            ("recipe=simple_multimodal&sigma_max=0.3", "Use σ_max = 1"),
            ("recipe=simple_multimodal&sigma_min=0.1", "Use σ_min = 0.01"),
            ("recipe=multimodal_DDPM&sigma_max=0.3", "Use β_max = 0.9"),
            ("recipe=single_DDPM&rate=0.5", "Use rate 0.001"),
            ("recipe=single_DDPM&dataset=moons", "Use EDM"),
            ("method=edm&sigma_max=0.5", "Use σ_max = 5.1"),
            ("method=edm&sigma_min=0.1", "Use σ_min = 0.002"),
            ("method=flow&sigma_max=0.5", "Use (σ/α)_max = 5.1"),
            ("method=edm&rate=1", "Use rate 0.008"),
            ("recipe=simple_multimodal&target=eps", "Use σ_max = 5.1"),
        ] {
            let mut settings = link::read(fragment).settings;
            let advice = Advice::on(&settings).expect(fragment);
            assert_eq!(advice.label, label, "{fragment}");
            assert_eq!(advice.remedy.apply(&mut settings), None, "{fragment}");
            assert!(Advice::on(&settings).is_none(), "{fragment}: {:?}", Advice::on(&settings));
        }
    }
}
