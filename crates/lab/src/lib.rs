//! The playground without a screen: console text into a session, pictures of the world out.

pub mod protocol;
pub mod view;
