"""Pure calculations about certificates: number, status, wording, QR code."""
