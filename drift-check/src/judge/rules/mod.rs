//! The rules, one file each. A new rule is a file here, a line in [`ALL`], and a fixture of the same name.

use super::rule::Rule;

mod acceptance_expired;
mod acceptance_stale;
mod acceptance_unused;
mod alias_target;
mod arithmetic_mode;
mod associated_type;
mod atomic_operation;
mod atomic_ordering;
mod body_constant;
mod bounds;
mod callee;
mod cfg;
mod comparison;
mod condition;
mod constant_absent;
mod constant_extra;
mod constant_type;
mod constant_value;
mod default_features;
mod dependency_absent;
mod dependency_extra;
mod dependency_requirement;
mod deprecated;
mod derive_absent;
mod derive_extra;
mod derived_or_written;
mod discriminant;
mod early_return;
mod edition;
mod encoding;
mod error_not_built;
mod evidence_missing;
mod expression;
mod feature_absent;
mod feature_changed;
mod feature_extra;
mod field_absent;
mod field_extra;
mod field_type;
mod field_visibility;
mod function_absent;
mod function_extra;
mod guard_lifetime;
mod impl_absent;
mod impl_bounds;
mod impl_extra;
mod impl_member_absent;
mod impl_member_extra;
mod io_order;
mod kind;
mod lock_kind;
mod lock_missing;
mod lock_order;
mod macro_rules;
mod match_arms;
mod member_order;
mod module_absent;
mod module_extra;
mod moved;
mod must_use;
mod name_gone;
mod narrowing;
mod non_exhaustive;
mod operand;
mod orphan_file;
mod panic_site;
mod parameter_count;
mod parameter_type;
mod provided_required;
mod public_path_absent;
mod public_path_extra;
mod qualifiers;
mod reach;
mod receiver;
mod repr;
mod result_swallowed;
mod return_type;
mod shape;
mod statement_absent;
mod statement_extra;
mod statement_order;
mod static_mutability;
mod stub_body;
mod supertraits;
mod target_absent;
mod target_changed;
mod target_extra;
mod trait_absent;
mod trait_extra;
mod trait_item_absent;
mod trait_item_extra;
mod trivial_body;
mod type_absent;
mod type_extra;
mod type_parameters;
mod unsafe_added;
mod unused_map_line;
mod value;
mod variant_absent;
mod variant_extra;
mod variant_payload;
mod written_type;

/// All rules, sorted by id.
pub static ALL: &[&Rule] = &[
    &feature_absent::RULE,
    &feature_extra::RULE,
    &feature_changed::RULE,
    &default_features::RULE,
    &dependency_absent::RULE,
    &dependency_extra::RULE,
    &edition::RULE,
    &dependency_requirement::RULE,
    &target_absent::RULE,
    &target_extra::RULE,
    &target_changed::RULE,
    &module_absent::RULE,
    &module_extra::RULE,
    &reach::RULE,
    &moved::RULE,
    &public_path_absent::RULE,
    &public_path_extra::RULE,
    &cfg::RULE,
    &kind::RULE,
    &orphan_file::RULE,
    &function_absent::RULE,
    &function_extra::RULE,
    &parameter_count::RULE,
    &parameter_type::RULE,
    &receiver::RULE,
    &return_type::RULE,
    &bounds::RULE,
    &qualifiers::RULE,
    &must_use::RULE,
    &deprecated::RULE,
    &macro_rules::RULE,
    &type_absent::RULE,
    &type_extra::RULE,
    &field_absent::RULE,
    &field_extra::RULE,
    &field_type::RULE,
    &field_visibility::RULE,
    &member_order::RULE,
    &variant_absent::RULE,
    &variant_extra::RULE,
    &variant_payload::RULE,
    &discriminant::RULE,
    &derive_absent::RULE,
    &derive_extra::RULE,
    &repr::RULE,
    &non_exhaustive::RULE,
    &type_parameters::RULE,
    &alias_target::RULE,
    &shape::RULE,
    &trait_absent::RULE,
    &trait_extra::RULE,
    &trait_item_absent::RULE,
    &trait_item_extra::RULE,
    &provided_required::RULE,
    &impl_absent::RULE,
    &impl_extra::RULE,
    &supertraits::RULE,
    &associated_type::RULE,
    &derived_or_written::RULE,
    &impl_member_absent::RULE,
    &impl_member_extra::RULE,
    &impl_bounds::RULE,
    &constant_absent::RULE,
    &constant_extra::RULE,
    &constant_type::RULE,
    &constant_value::RULE,
    &static_mutability::RULE,
    &body_constant::RULE,
    &encoding::RULE,
    &error_not_built::RULE,
    &result_swallowed::RULE,
    &lock_missing::RULE,
    &lock_kind::RULE,
    &lock_order::RULE,
    &atomic_ordering::RULE,
    &atomic_operation::RULE,
    &guard_lifetime::RULE,
    &comparison::RULE,
    &early_return::RULE,
    &match_arms::RULE,
    &io_order::RULE,
    &callee::RULE,
    &operand::RULE,
    &statement_absent::RULE,
    &statement_extra::RULE,
    &statement_order::RULE,
    &value::RULE,
    &narrowing::RULE,
    &condition::RULE,
    &expression::RULE,
    &written_type::RULE,
    &name_gone::RULE,
    &stub_body::RULE,
    &unsafe_added::RULE,
    &arithmetic_mode::RULE,
    &panic_site::RULE,
    &trivial_body::RULE,
    &unused_map_line::RULE,
    &acceptance_unused::RULE,
    &acceptance_expired::RULE,
    &acceptance_stale::RULE,
    &evidence_missing::RULE,
];
