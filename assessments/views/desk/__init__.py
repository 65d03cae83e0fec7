"""Screens of whoever runs exams: invigilators, trainers, managers. A foreign thing answers like a missing one."""
