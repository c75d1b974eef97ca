use super::*;
use crate::digest::Digest;
use esker_reference::{EskerTree, ReferenceTree};

fn scale() -> Scale {
    Scale { items: 400, cache_bytes: 1 << 20, folder: None, is_timed: false }
}

fn measure<E: Maintain + Sync>(workload: Workload) -> Meter {
    let scale = scale();
    let mut meter = Meter::default();
    workload.run::<E>(&scale, &Dataset::new(scale.items), &mut meter).unwrap();
    meter
}

#[test]
fn names_are_unique_and_lead_back() {
    for workload in Workload::all() {
        assert_eq!(Workload::named(&workload.to_string()), Some(workload));
    }
}

#[test]
fn both_engines_do_the_same_work_in_every_workload() {
    for workload in Workload::all() {
        let (esker, reference) = (measure::<EskerTree>(workload), measure::<ReferenceTree>(workload));
        assert_eq!(esker.digest, reference.digest, "{workload}");
        assert_eq!(esker.operations(), reference.operations(), "{workload}");
        assert_eq!(esker.samples_ns().len(), reference.samples_ns().len(), "{workload}");
        assert!(esker.operations() > 0, "{workload}");
        assert_ne!(esker.digest, Digest::default(), "{workload} reads nothing that could be compared");
    }
}
