//! PHP and Node over the C interface: what they declare is generated from the schemas, what they do is tested by running
//! them. A language that is not installed is named, and its test passes.

mod declared;
mod oresto;
mod php;
mod reference;
mod run;
mod typescript;
