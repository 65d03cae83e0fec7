"""What screens and e-mails show about people, prepared without markup."""
