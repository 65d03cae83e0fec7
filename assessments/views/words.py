"""The words for what the rules of an exam refuse (stable codes of DomainError)."""

from django.utils.translation import gettext as _

from core.errors import DomainError


def refusal(error: DomainError) -> str:
    """What is wrong and what can be done about it."""
    words = {
        "entry_not_open": _("还没到开放时间，到时再来。"),
        "entry_closed": _("这场考试已经截止。需要补考请联系您的管理员。"),
        "resit_too_early": _("离上一次考试太近，过一段时间再考。"),
        "result_pending": _("上一次的成绩还没公布，公布后再看要不要补考。"),
        "already_passed": _("您已经合格，不用再考。"),
        "no_attempts_left": _("次数已经用完。需要再考请联系您的管理员。"),
        "paper_not_ready": _("试卷还没准备好。请告诉您的管理员。"),
        "own_question": _("卷中有您出过或审过的题，不能参加这场正式考试。确需参加请联系您的管理员说明理由。"),
        "attempt_finished": _("卷子已经交了，刚才这一题没有再改。"),
        "attempt_paused": _("考试已暂停，现在不收答案。恢复以后接着答，时间一秒不少。"),
        "deadline_passed": _("时间已到，刚才这一题到得太晚：已记下，但不计分。"),
        "stale_answer": _("这份卷子刚才在别处改过。下面是服务器上的答案，请核对后再答一次。"),
        "not_this_question": _("这场考试按顺序作答，一次一题，不能跳，也不能返回。下面是现在这一题。"),
        "last_question": _("这是最后一题，答完就可以交卷。"),
        "answer_invalid": _("这个答案没有存上，服务器看不懂它。已换回存好的答案，请重新选一次。"),
        "client_id_reused": _("这个答案没有存上：和之前的一次保存重复了。已换回存好的答案，请重新选一次。"),
        "request_invalid": _("这个答案没有存上：没有收到完整的内容。已换回存好的答案，请重新选一次。"),
    }
    return words.get(error.code, _("现在做不了这件事，请刷新页面再试。"))
