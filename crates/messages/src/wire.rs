//! The bytes of a message: [`postcard`], derived from the types. Both sides are built together, so the bytes need no
//! versions; [`crate::Event::Ready`] names the build.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes of a message.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_stdvec(message).expect("messages are plain data, which always has a byte form")
}

/// The message in these bytes; none if they are not one.
#[must_use]
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, Pace, RunId};
    use diffusion::Recipe;

    #[test]
    fn a_message_survives_the_crossing() {
        for recipe in Recipe::ALL {
            let start = Command::Start {
                run: RunId(3),
                config: Box::new(recipe.config()),
                pace: Pace::Seconds(10),
                train: true,
            };
            assert_eq!(decode::<Command>(&encode(&start)), Some(start));
        }
        assert_eq!(decode::<Command>(&[250, 1]), None);
    }
}
