"""The words for what the rules of an exam refuse (stable codes of DomainError)."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.dates import short
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
        "entry_absent": _("这场考试您没有参加，记为缺考。需要补考请联系您的管理员。"),
        "entry_deferred": _("您已缓考，另排场次后再来。"),
        "entry_exempt": _("您已免考，不用再考。"),
        "entry_not_placed": _("还没把您排进考场，排好会通知您。"),
        "entry_too_late": _("迟到太久，不能入场了。请找监考人，或请管理员把您排进下一场。"),
        "session_paused": _("监考人暂停了这一场，恢复后再进。"),
        "session_over": _("这一场已经结束。需要补考请联系您的管理员。"),
        "code_missing": _("请填准考码或口令。"),
        "code_wrong": _("不对，请看清再填。还可以试 {left} 次。"),
        "code_locked": _("错得太多，{until} 以前不能再试。请找监考人，他可以马上解开。"),
        "too_early_to_submit": _("还不到交卷的时间，{at} 起可以交卷。答案都已保存。"),
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
    known = {name: short(v) if isinstance(v, datetime) else v for name, v in error.context.items()}
    return words.get(error.code, _("现在做不了这件事，请刷新页面再试。")).format(**known)


def desk_refusal(error: DomainError) -> str:
    """The same for whoever arranges and runs sessions. A code without words of its own is said by `refusal`."""
    people = _("、").join(error.context.get("people", ()))
    words = {
        "not_allowed": _("这件事不归您办，请联系这个单位的管理员。"),
        "reason_missing": _("请写明理由。"),
        "session_over": _("这一场已经结束了。"),
        "session_begun": _("已经有人开考，考试和开始时间不能再改。"),
        "session_ends_before_start": _("结束要晚于开始。"),
        "candidate_invigilates": _("不能又监考又考试：{people}。").format(people=people),
        "entry_exempt": _("免考的人不用排进来，要考先恢复应考：{people}。").format(people=people),
        "attempt_under_way": _("已经开始作答：{people}。").format(people=people),
        "attempt_finished": _("这份卷子已经收了，没有再改。"),
        "illegal_transition": _("现在不能这样改，请刷新页面看看最新的状态。"),
        "beyond_maximum": _("超过了允许的上限，请少加一些。"),
        "changed_meanwhile": _("刚才已经加过一次时间。还要再加，请核对以后再提交一次。"),
        "print_too_early": _("还没到可以打印的时候。"),
        "paper_not_ready": _("试卷还没准备好，请告诉出卷的讲师。"),
    }
    return words.get(error.code) or refusal(error)
