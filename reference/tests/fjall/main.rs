//! The fjall database on Esker and on lsm-tree: equal output, folders that either opens, and nothing lost when killed.
//!
//! Both builds of `reference/fjall` are made on the first run, which takes a minute or two.

#[cfg(test)]
mod kill;
#[cfg(test)]
mod script;

#[cfg(test)]
mod programs {
    use std::sync::OnceLock;

    use esker_reference::fjall::{Engine, Program};

    /// The build on that engine, made once.
    pub(crate) fn program(engine: Engine) -> &'static Program {
        static BUILT: [OnceLock<Program>; 2] = [OnceLock::new(), OnceLock::new()];
        BUILT[usize::from(engine == Engine::Esker)].get_or_init(|| {
            Program::build(engine, env!("CARGO_TARGET_TMPDIR")).unwrap_or_else(|error| panic!("{error}"))
        })
    }

    #[test]
    fn the_patch_exchanges_the_engine() {
        for (engine, home) in [(Engine::Esker, "esker::"), (Engine::LsmTree, "lsm_tree::")] {
            let output = program(engine).command(["engine"]).output().unwrap();
            let output = String::from_utf8(output.stdout).unwrap();
            assert!(output.starts_with(home), "{engine} has trees of the type {output}");
        }
    }
}
