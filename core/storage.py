"""Static files with hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names inside `import` statements of scripts too: an old browser cache never mixes two versions."""

    support_js_module_import_aggregation = True

    def url_converter(self, name, hashed_files, template=None):
        """Leave django_htmx as it is: it imports nothing, and a comment of an extension reads like an import."""
        if name.startswith("django_htmx/"):
            return lambda match: match["matched"]
        return super().url_converter(name, hashed_files, template)
