//! Do Esker and its reference do the same?
//!
//! | module | question |
//! |---|---|
//! | `cross_opening` | does each engine read what the other has written? |
//! | `differential` | do random operations have the same results on both? |
//! | `model` | are they the results of a sorted map of versions? |
//! | `metamorphic` | is the result independent of the options? |
//! | `byte_identity` | are the files the same, byte for byte? |
//! | `errors` | is the same damage the same error? |
//!
//! Random tests print the seed of a failing case after shrinking it. `ESKER_SEED` repeats one, `ESKER_CASES` asks for
//! more cases than the default.
//!
//! A new operation is a variant of `operation::Operation`, an arm where the driver applies it, and a line in the
//! strategy.

#[cfg(test)]
mod byte_identity;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod container;
#[cfg(test)]
mod cross_opening;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod keyspace;
#[cfg(test)]
mod metamorphic;
#[cfg(test)]
mod model;
#[cfg(test)]
mod observation;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod random;
