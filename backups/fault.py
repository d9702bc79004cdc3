"""What a backup, or putting one back, ends with when it cannot be done."""


class BackupError(RuntimeError):
    """It could not be done; the message says why and what to do. What was there before is as it was."""
