//! Colours by what they mean. Shapes carry a [`Role`]; only painters look up its [`Rgb`] in a [`Palette`], so a theme
//! is changed in one place, and a test compares the style sheet with it.
//!
//! Data, exact and learned have the hues of Okabe and Ito (grey, blue, orange), with lightness spread so that they stay
//! apart in a grey print and under every common colour blindness.
//!
//! ```
//! use plot::{Palette, Role};
//!
//! assert_eq!(Palette::LIGHT.rgb(Role::Exact).hex(), "#005c96");
//! assert_eq!(Palette::DARK.rgb(Role::Exact).hex(), "#419fdd");
//! ```

/// What a mark stands for. Colour is its first sign; the line style and the dot shape that [`crate::shape`] gives to
/// each role are the second, for eyes and prints without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Words and marks of first rank.
    Ink,
    /// Words of second rank: ticks, axis titles, empty states.
    Muted,
    /// Hairlines.
    Grid,
    /// The background of pictures and charts.
    Surface,
    /// The background of the page around them.
    Page,
    /// Samples of the data.
    Data,
    /// What the exact denoiser gives: the theory.
    Exact,
    /// What the network gives: the measurement.
    Learned,
    /// What the exact denoiser of the training points alone gives.
    Memoriser,
    /// The one coloured button, and the focus ring.
    Accent,
    /// Words about something that went wrong.
    Warning,
}

impl Role {
    /// Every role, each at the index `role as usize`.
    pub const ALL: [Self; 11] = [
        Self::Ink,
        Self::Muted,
        Self::Grid,
        Self::Surface,
        Self::Page,
        Self::Data,
        Self::Exact,
        Self::Learned,
        Self::Memoriser,
        Self::Accent,
        Self::Warning,
    ];

    /// The role's custom property in the page's style sheet, such as `--ink`.
    pub fn css_name(self) -> &'static str {
        match self {
            Self::Ink => "--ink",
            Self::Muted => "--muted",
            Self::Grid => "--grid",
            Self::Surface => "--surface",
            Self::Page => "--page",
            Self::Data => "--data",
            Self::Exact => "--exact",
            Self::Learned => "--learned",
            Self::Memoriser => "--memoriser",
            Self::Accent => "--accent",
            Self::Warning => "--warning",
        }
    }
}

/// An opaque sRGB colour, eight bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// From `0xRRGGBB`.
    const fn from_hex(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self(red, green, blue)
    }

    /// As `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Linear interpolation, channel by channel: this colour at `t` = 0, `other` at 1. Values outside 0 to 1 are held
    /// at the ends; NaN counts as 0.
    pub fn mix(self, other: Self, t: f32) -> Self {
        // `clamp` would let NaN through.
        let t = if t > 0.0 { t.min(1.0) } else { 0.0 };
        let channel = |from: u8, to: u8| (f32::from(from) + t * (f32::from(to) - f32::from(from))).round();
        Self(channel(self.0, other.0) as u8, channel(self.1, other.1) as u8, channel(self.2, other.2) as u8)
    }
}

/// One theme: a colour for every role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    ink: Rgb,
    muted: Rgb,
    grid: Rgb,
    surface: Rgb,
    page: Rgb,
    data: Rgb,
    exact: Rgb,
    learned: Rgb,
    memoriser: Rgb,
    accent: Rgb,
    warning: Rgb,
}

impl Palette {
    /// Dark marks on white.
    pub const LIGHT: Self = Self {
        ink: Rgb::from_hex(0x1c2024),
        muted: Rgb::from_hex(0x5a6169),
        grid: Rgb::from_hex(0xdedcd6),
        surface: Rgb::from_hex(0xffffff),
        page: Rgb::from_hex(0xf7f6f3),
        data: Rgb::from_hex(0x33393f),
        exact: Rgb::from_hex(0x005c96),
        learned: Rgb::from_hex(0xc04900),
        memoriser: Rgb::from_hex(0x9021dd),
        accent: Rgb::from_hex(0x00785a),
        warning: Rgb::from_hex(0xa8252b),
    };

    /// Light marks on near-black.
    pub const DARK: Self = Self {
        ink: Rgb::from_hex(0xeceae5),
        muted: Rgb::from_hex(0xa0a7af),
        grid: Rgb::from_hex(0x2d3136),
        surface: Rgb::from_hex(0x0e1012),
        page: Rgb::from_hex(0x16181b),
        data: Rgb::from_hex(0xd3d8de),
        exact: Rgb::from_hex(0x419fdd),
        learned: Rgb::from_hex(0xf0a33a),
        memoriser: Rgb::from_hex(0xf0568c),
        accent: Rgb::from_hex(0x3dbb93),
        warning: Rgb::from_hex(0xff9389),
    };

    /// The colour of a role.
    pub fn rgb(&self, role: Role) -> Rgb {
        match role {
            Role::Ink => self.ink,
            Role::Muted => self.muted,
            Role::Grid => self.grid,
            Role::Surface => self.surface,
            Role::Page => self.page,
            Role::Data => self.data,
            Role::Exact => self.exact,
            Role::Learned => self.learned,
            Role::Memoriser => self.memoriser,
            Role::Accent => self.accent,
            Role::Warning => self.warning,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [Palette; 2] = [Palette::LIGHT, Palette::DARK];
    const THREE: [Role; 3] = [Role::Data, Role::Exact, Role::Learned];

    #[test]
    fn words_can_be_read_on_both_backgrounds() {
        let words = [Role::Ink, Role::Muted, Role::Accent, Role::Warning, Role::Memoriser].into_iter().chain(THREE);
        for (palette, role) in THEMES.iter().flat_map(|p| words.clone().map(move |r| (p, r))) {
            for background in [Role::Surface, Role::Page] {
                let ratio = contrast(palette.rgb(role), palette.rgb(background));
                assert!(ratio >= 4.5, "{role:?} on {background:?} has only {ratio:.2}");
            }
        }
    }

    #[test]
    fn the_three_roles_differ_in_a_grey_print() {
        for palette in THEMES {
            for (a, b) in pairs() {
                let gap = (lab(palette.rgb(a))[0] - lab(palette.rgb(b))[0]).abs();
                assert!(gap >= 8.0, "{a:?} and {b:?} are {gap:.1} apart in lightness");
            }
        }
    }

    #[test]
    fn the_roles_of_clouds_differ_for_colour_blind_eyes() {
        let of_clouds = || pairs().into_iter().chain(THREE.map(|role| (role, Role::Memoriser)));
        for palette in THEMES {
            for (blindness, (a, b)) in BLINDNESS.iter().flat_map(|m| of_clouds().map(move |p| (m, p))) {
                let [left, right] = [a, b].map(|r| lab_linear(seen(blindness, palette.rgb(r))));
                let distance = (0..3).map(|i| (left[i] - right[i]).powi(2)).sum::<f64>().sqrt();
                assert!(distance >= 15.0, "{a:?} and {b:?} are only {distance:.1} apart");
            }
        }
    }

    #[test]
    fn all_roles_are_in_the_order_of_their_numbers() {
        assert!(Role::ALL.iter().enumerate().all(|(i, role)| *role as usize == i));
    }

    #[test]
    fn every_role_has_a_css_name_of_its_own() {
        let names: std::collections::HashSet<_> = Role::ALL.map(Role::css_name).into();
        assert_eq!(names.len(), Role::ALL.len());
        assert_eq!(
            (Role::Surface.css_name(), Palette::LIGHT.rgb(Role::Surface).hex()),
            ("--surface", "#ffffff".into())
        );
        assert_eq!((Role::Exact.css_name(), Palette::LIGHT.rgb(Role::Exact).hex()), ("--exact", "#005c96".into()));
    }

    #[test]
    fn a_mix_is_held_at_its_two_colours() {
        let [black, white] = [Rgb(0, 0, 0), Rgb(255, 255, 255)];
        assert_eq!(black.mix(white, 0.5), Rgb(128, 128, 128));
        assert_eq!([-1.0, f32::NAN, 2.0].map(|t| black.mix(white, t)), [black, black, white]);
    }

    fn pairs() -> [(Role, Role); 3] {
        [(THREE[0], THREE[1]), (THREE[1], THREE[2]), (THREE[0], THREE[2])]
    }

    /// WCAG 2.2, contrast ratio.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// WCAG 2.2, relative luminance.
    fn luminance(colour: Rgb) -> f64 {
        let [red, green, blue] = linear(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn linear(Rgb(red, green, blue): Rgb) -> [f64; 3] {
        [red, green, blue].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn lab(colour: Rgb) -> [f64; 3] {
        lab_linear(linear(colour))
    }

    /// CIE L*a*b* (D65) of a linear sRGB colour.
    fn lab_linear([r, g, b]: [f64; 3]) -> [f64; 3] {
        let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
        let [x, y, z] = [x, y, z].map(|v: f64| if v > 0.008856 { v.cbrt() } else { 7.787 * v + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn seen(blindness: &[[f64; 3]; 3], colour: Rgb) -> [f64; 3] {
        let colour = linear(colour);
        blindness.map(|row| (0..3).map(|i| row[i] * colour[i]).sum::<f64>().clamp(0.0, 1.0))
    }

    /// Machado, Oliveira and Fernandes (2009), severity 1: protan, deutan, tritan.
    const BLINDNESS: [[[f64; 3]; 3]; 3] = [
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ];
}
