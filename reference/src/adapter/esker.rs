//! Esker behind the neutral interface.

adapter!(
    /// A tree of Esker.
    EskerTree,
    esker,
    name: "esker",
    // Esker wraps damage in the place where it was found; what was found is comparable.
    cause: ::esker::Error::cause
);

adapter_maintain!(EskerTree, esker);
adapter_filter!(esker);
