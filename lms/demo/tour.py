"""The stops of the tour: who to be, what to do, where it is."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Stop:
    """One stop: about `minutes`, as `account` ("" for anybody), with links of (words, address)."""

    title: str | Promise
    account: str
    minutes: int
    text: str | Promise
    links: tuple[tuple[str | Promise, str], ...]


def stops() -> list[Stop]:
    """The tour, in the order of the product's main story."""
    return [
        Stop(
            _("居民：查一条政策"),
            "",
            1,
            _("不用登录。搜“电瓶车”，看第一屏能不能答出三个问题：跟我有没有关系、要做什么、找谁问。再点一下“长辈版”。"),
            ((_("搜索“电瓶车”"), "/search/?q=电瓶车"), (_("全部政策"), "/policies/")),
        ),
        Stop(
            _("网格员：学完最后一课，考试，拿证书"),
            "demo-worker",
            4,
            _(
                "周晓岚的“人民调解入门”只剩最后一课。学完，正式考试就开放；考过，证书在后台生成。中途刷新、断网都不丢答案。"
            ),
            ((_("我的学习"), "/my/"), (_("我的考试"), "/assessments/"), (_("我的证书"), "/my/certificates/")),
        ),
        Stop(
            _("任何人：验证书"),
            "",
            1,
            _("用手机扫证书上的二维码，或者输入证书编号和姓名。姓名只显示姓，查不到别的。"),
            ((_("查证书"), "/verify/"),),
        ),
        Stop(
            _("新人：第一天"),
            "demo-newcomer",
            1,
            _("何子涵今天上岗，什么都还没有。空的页面会说清楚接下来会出现什么。"),
            ((_("我的学习"), "/my/"), (_("能力"), "/my/competency/")),
        ),
        Stop(
            _("管理者：看本街道"),
            "demo-manager",
            1,
            _("郑海燕管东关街道：应训、已开始、合格、持证、逾期，每个数都能点到人。换成唐卫东，就只剩禾丰街道。"),
            ((_("总览"), "/manage/"), (_("人员"), "/manage/people/")),
        ),
        Stop(
            _("讲师：写课、出题"),
            "demo-trainer",
            1,
            _("政策、课程、题库在同一个后台里。改一道题，发布后生成新版本；已经开考的答卷不变。"),
            ((_("内容后台"), "/cms/"),),
        ),
        Stop(
            _("监考：看着一场考试"),
            "demo-trainer",
            1,
            _(
                "东关街道有一场正在考。看谁在答题、谁断网；给一个人加时间，全场暂停再恢复。换成周晓岚，凭考场上的准考码也能进这一场。"
            ),
            ((_("考场"), "/manage/exams/"),),
        ),
        Stop(
            _("居民：提一个问题"),
            "",
            1,
            _("不用登录。在政策页下面点“就这一页提一个问题”，拿回执号和查询码，凭它看进度。公开的答复就在那一页。"),
            ((_("提一个问题"), "/ask/?policy=ebike-safety"), (_("查办理进度"), "/ask/status/")),
        ),
        Stop(
            _("办理人：答复居民"),
            "demo-handler",
            2,
            _("韩立新办消防和东关街道的留言：快到期的、逾期的排在前面；转办、延期一次、答复，公开以前再看一眼。"),
            ((_("居民留言"), "/manage/enquiries/"), (_("办理情况"), "/manage/enquiries/report/")),
        ),
        Stop(
            _("管理员：管全县"),
            "demo-admin",
            1,
            _("组织树、人员、岗位和角色。谁在哪一级有角色，就能看到哪一级以下。"),
            ((_("全县总览"), "/manage/"), (_("内容后台"), "/cms/")),
        ),
    ]
