//! lsm-tree behind the neutral interface.

adapter!(
    /// A tree of lsm-tree, the reference.
    ReferenceTree,
    lsm_tree,
    name: "reference",
    cause: |error| error
);

adapter_maintain!(ReferenceTree, lsm_tree);
adapter_filter!(lsm_tree);
