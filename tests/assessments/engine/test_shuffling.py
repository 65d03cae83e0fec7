import pytest

from assessments.engine.shuffling import must_keep_order, speaks_of_others


@pytest.mark.parametrize(
    "text",
    [
        "以上都对",
        "以上都不对",
        "以上皆是",
        "以上均不正确",
        "以上全对",
        "以上各项都要做",
        "以上所有",
        "以上说法都不正确",
        "以上三项",
        "以上两种做法都可以",
        "不好说，以上都有可能",
        "上述都不对",
        "上述三种情形",
        "上面都对",
        "前面三项都要",
        "下列说法均不对",
        "其他都不对",
        "其余选项都错",
        "其余三项都错",
        "全部正确",
        "全都不对",
        "都对",
        "都不是",
        "都可以。",
        "均可",
        "A和B",
        "A、B都对",
        "Ａ、Ｂ都对",
        "A 和 B 都对",
        "AB都对",
        "A、C、D",
        "仅A、B正确",
        "只有A和C",
        "A与B两项",
        "选项B",
        "除A外都对",
        "与A相同",
        "前两项",
        "前三项都对",
        "后两项不对",
        "前两者",
        "前2项都对",
        "两者都",
        "两者都是",
        "二者皆可",
        "三项都要做",
        "两种都可以",
        "All of the above",
        "none of these",
        "Both A and B",
    ],
)
def test_an_option_that_speaks_of_others_is_recognised(text):
    assert speaks_of_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "以上海为例",
        "以上海的做法为准",
        "以上级通知为准",
        "以上门走访为主",
        "以上一年的标准为准",
        "以上都市圈为范围",
        "60岁以上都免费",
        "三人以上均可报名",
        "二楼以上住户家朝南的窗台附近",
        "前两个月",
        "前三个工作日内",
        "提前两天通知",
        "前两项工作的负责人",
        "两人都同意",
        "都市农业园",
        "全部撤到室外",
        "全部由物业承担",
        "都打开窗户",
        "A座和B座之间",
        "A和B两栋楼之间",
        "AED",
        "C1、D驾照",
        "B超",
        "打119",
        "下面的居民先走",
        "其他人先走",
        "其他部门的事",
        "对，双方各自准备单据",
        "把上报时间写清",
        "Above all, call 119",
    ],
)
def test_an_option_that_only_sounds_like_it_is_not(text):
    assert not speaks_of_others(text)


def test_one_such_option_keeps_the_order_of_all():
    assert must_keep_order(["打119", "关阀门", "以上都对"])
    assert not must_keep_order(["打119", "关阀门", "等人来"])
    assert not must_keep_order([])
