"""The package's own errors: one clear sentence that names the file or argument, the fault and the remedy."""


class YrdError(ValueError):
    """Base of every error a reader of this package can cause and mend."""


class PageError(YrdError):
    """A file cannot be read, or what it holds is not a newspaper page."""


class CorpusError(YrdError):
    """A corpus folder is missing, damaged, or lacks what was asked of it."""


class TextMissingError(CorpusError):
    """A function needs the essays' text, and this corpus holds derived features only."""


class ArgumentError(YrdError):
    """An argument has a value that the function cannot work with."""


class CodebookError(YrdError):
    """A codebook or a coding sheet breaks its own rules."""


class ReportError(YrdError):
    """A notebook failed, or a figure's table differs from the recorded one."""


class WriteError(YrdError):
    """A file cannot be written, or would take the place of one that this package did not make."""
