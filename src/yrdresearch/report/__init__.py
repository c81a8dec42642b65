"""Run the notebooks, build the site, and check that its tables are as recorded."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        # in a notebook
        "tables": ["shown", "heading"],
        "papers": ["export_table"],
        "findings": ["finding", "Finding"],
        "browser": ["browse_evidence", "EvidenceBrowser"],
        # how robust a headline is
        "specifications": ["specification_curve", "survival"],
        "headlines": ["frequent_term", "single_runs", "topic_with", "leading_author", "leading_area"],
        # the whole
        "build": ["build_report"],
        "run": ["run_notebooks"],
        "copies": ["copy_notebooks"],
        "site": ["write_site"],
        "figures": ["n_images", "check_visible"],
        "provenance": ["fingerprint"],
        "manifests": ["write_manifests"],
        "crate": ["write_crate"],
        "verify": ["verify_report", "record_report"],
    },
)
