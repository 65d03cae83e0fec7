"""Screens of 留言与建议: for residents, and for the desk."""
