"""States and choices of the question bank, exams and attempts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.enums import MANAGER_ROLES, Role


class Use(models.TextChoices):
    """Formal papers draw only exam items; checks and practice never show one before its exam's release."""

    PRACTICE = "practice", _("练习题")
    EXAM = "exam", _("考试题")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("容易")
    MEDIUM = 2, _("中等")
    HARD = 3, _("较难")


class Mode(models.TextChoices):
    PRACTICE = "practice", _("练习")
    MOCK = "mock", _("模拟考试")
    FORMAL = "formal", _("正式考试")


class Release(models.TextChoices):
    """When the candidate sees marks and explanations."""

    AT_ONCE = "at_once", _("交卷后立即")
    AFTER_CLOSE = "after_close", _("考试结束后")


class Show(models.TextChoices):
    """When a part of the result (right or wrong, explanations, keys) may be seen, once the result itself is released."""

    WITH_RESULT = "with_result", _("随成绩公布")
    # A key seen between two tries of the same paper is a key given away.
    WHEN_DONE = "when_done", _("合格或次数用完后")
    AFTER_CLOSE = "after_close", _("所有人考完后")
    NEVER = "never", _("不公布")


class Layout(models.TextChoices):
    ONE = "one", _("一页一题")
    ALL = "all", _("全部在一页")


class EntryState(models.TextChoices):
    """Whether somebody is expected. Having sat is not a state of the entry: it has attempts then."""

    DUE = "due", _("应考")
    ABSENT = "absent", _("缺考")
    DEFERRED = "deferred", _("缓考")
    EXEMPT = "exempt", _("免考")


# What may follow what; docs/workflows.md prints this table too.
ENTRY_TRANSITIONS: dict[str, set[str]] = {
    EntryState.DUE: {EntryState.ABSENT, EntryState.DEFERRED, EntryState.EXEMPT},
    EntryState.ABSENT: {EntryState.DUE, EntryState.DEFERRED, EntryState.EXEMPT},
    EntryState.DEFERRED: {EntryState.DUE, EntryState.EXEMPT},
    EntryState.EXEMPT: {EntryState.DUE},
}


# Who runs the exam sessions of a unit and of those below it, and who may arrange them.
DESK_ROLES = MANAGER_ROLES | {Role.TRAINER, Role.INVIGILATOR}
ORGANISING_ROLES = MANAGER_ROLES | {Role.TRAINER}
# Who reads what was answered: those who teach from it and those who mark it.
ANSWER_ROLES = {Role.TRAINER, Role.MARKER}


class DeskStatus(models.TextChoices):
    """What the invigilation desk says of a candidate; `assessments.engine.desk` decides."""

    ANSWERING = "answering", _("在答题")
    OFFLINE = "offline", _("断网")
    STILL = "still", _("没动静")
    LEFT = "left", _("离开过")
    OTHER_DEVICE = "other_device", _("另一台设备")
    PAUSED = "paused", _("已暂停")
    SUBMITTED = "submitted", _("已交卷")
    CLOSED = "closed", _("到时收卷")
    MISSING = "missing", _("未到")
    ABSENT = "absent", _("缺考")
    DEFERRED = "deferred", _("缓考")
    EXEMPT = "exempt", _("免考")
    VOIDED = "voided", _("已作废")


# What the invigilator should have a look at.
NEEDS_A_LOOK = {DeskStatus.STILL, DeskStatus.LEFT, DeskStatus.OTHER_DEVICE}


class Occasion(models.TextChoices):
    """The first attempt, or one more after a first attempt or an absence; a deferred first attempt is a first one."""

    FIRST = "first", _("首考")
    RESIT = "resit", _("补考")


class AttemptState(models.TextChoices):
    IN_PROGRESS = "in_progress", _("作答中")
    SUBMITTED = "submitted", _("已交卷")
    CLOSED = "closed", _("到时收卷")
    NEEDS_MARKING = "needs_marking", _("待阅卷")
    MARKED = "marked", _("已评分")
    RELEASED = "released", _("已公布")
    VOIDED = "voided", _("已作废")


# States in which nothing more is accepted.
FINISHED_STATES = {
    AttemptState.SUBMITTED,
    AttemptState.CLOSED,
    AttemptState.NEEDS_MARKING,
    AttemptState.MARKED,
    AttemptState.RELEASED,
    AttemptState.VOIDED,
}
# States that carry a score.
SCORED_STATES = {AttemptState.MARKED, AttemptState.RELEASED}

# What may follow what; docs/workflows.md prints this table, a test holds both together.
ATTEMPT_TRANSITIONS: dict[str, set[str]] = {
    AttemptState.IN_PROGRESS: {AttemptState.SUBMITTED, AttemptState.CLOSED, AttemptState.VOIDED},
    AttemptState.SUBMITTED: {AttemptState.NEEDS_MARKING, AttemptState.MARKED, AttemptState.VOIDED},
    AttemptState.CLOSED: {AttemptState.NEEDS_MARKING, AttemptState.MARKED, AttemptState.VOIDED},
    AttemptState.NEEDS_MARKING: {AttemptState.MARKED, AttemptState.VOIDED},
    AttemptState.MARKED: {AttemptState.RELEASED, AttemptState.VOIDED},
    AttemptState.RELEASED: {AttemptState.VOIDED},
    AttemptState.VOIDED: set(),
}


class MarkSource(models.TextChoices):
    AUTOMATIC = "automatic", _("自动评分")
    PERSON = "person", _("人工评分")
    REGRADE = "regrade", _("重新评分")
