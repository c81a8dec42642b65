"""Run the notebooks, build the site, and check that its tables are as recorded."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        # in a notebook
        "tables": ["shown", "heading"],
        "papers": ["export_table"],
        "findings": ["finding", "Finding"],
        # how robust a headline is
        "specifications": ["specification_curve", "survival"],
        "headlines": ["frequent_term", "topic_with", "leading_area"],
        # the whole
        "build": ["build_report"],
        "run": ["run_notebooks"],
        "site": ["write_site"],
        "visible": ["n_images", "check_visible"],
        "verify": ["verify_tables", "record_tables"],
    },
)
