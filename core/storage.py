"""Static files with hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names inside `import` statements of scripts too: an old browser cache never mixes two versions."""

    support_js_module_import_aggregation = True
