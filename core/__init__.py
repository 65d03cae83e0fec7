"""What any product of this kind needs and that knows no noun of ours.

Admission test: nothing here names a course, a question, a person, a policy or a certificate, and a second user comes
before a move to core (excepted: the import pipeline, the spreadsheet writer with its formula guard, the chart
partials). `settings.AUTH_USER_MODEL` counts as framework; an organisation unit is its path text here, never a key.
"""
