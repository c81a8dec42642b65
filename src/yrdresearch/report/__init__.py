"""Run the notebooks, build the site, and check that its tables come back."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "build": ["build_report", "run_notebooks", "verify_tables", "record_tables"],
        "visible": ["n_images", "check_visible"],
    },
)
