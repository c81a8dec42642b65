"""Policy areas: the codebook as data, coding with its evidence, hand coding and agreement, coverage."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "codebook": ["Codebook", "Area"],
        "codebookfiles": ["load_codebook", "codebook_of"],
        "coder": ["Coder", "load_coder"],
        "training": ["train_coder"],
        "coding": ["code_policy_areas", "area_probabilities", "code_page"],
        "listing": ["list_codes"],
        "released": ["with_codings"],
        "sheets": ["coding_sheet"],
        "handcodings": ["read_coding_sheet", "read_coding_sheets", "read_model_codings", "sample_codings"],
        "validation": ["validate_coding"],
        "reliability": ["krippendorff_alpha", "cohen_kappa", "majority_coding"],
        "shares": ["coverage", "area_diversity"],
        "correction": ["corrected_coverage"],
        "relations": ["doubtful_sentences", "term_contributions", "cooccurrence", "areas_by_topic"],
        "crossing": ["cross_codings", "family_coding"],
    },
)
