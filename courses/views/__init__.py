"""What people do with courses over HTTP: `learning` (enrol, check, finish). The pages themselves are served by Wagtail."""
