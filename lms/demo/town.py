"""The county as data: areas down to grids, and the departments that the content names. All of it is invented."""

from dataclasses import dataclass

from people.enums import UnitKind

COUNTY = "青禾县"
# No real county has this code.
COUNTY_CODE = "990123"


@dataclass(frozen=True)
class Area:
    """A street or town with its communities or villages: name → households of each grid."""

    name: str
    kind: str
    communities: dict[str, list[int]]


AREAS = [
    Area(
        "东关街道",
        UnitKind.STREET,
        {
            "青松社区": [412, 386, 455, 398],
            "桂花苑社区": [520, 477, 503, 361],
            "和顺社区": [344, 402, 390],
        },
    ),
    Area(
        "禾丰街道",
        UnitKind.STREET,
        {
            "稻香社区": [468, 431, 489, 376],
            "新桥社区": [512, 495, 467, 388],
        },
    ),
    Area(
        "柳溪镇",
        UnitKind.TOWN,
        {
            "柳溪社区": [355, 372, 318],
            "上湾村": [146, 162, 139],
            "下湾村": [128, 155],
        },
    ),
    Area(
        "云坡镇",
        UnitKind.TOWN,
        {
            "云坡社区": [298, 321, 287],
            "坡头村": [118, 133],
        },
    ),
]

DEPARTMENTS = [
    "青禾县网格化服务中心",
    "青禾县城市管理局",
    "青禾县住房和城乡建设局",
    "青禾县消防救援大队",
    "青禾县医疗保障局",
    "青禾县公安局",
    "青禾县民政局",
    "市生态环境局青禾分局",
    "青禾县司法局",
    "青禾县市场监督管理局",
    "青禾县人力资源和社会保障局",
]

GRID_NAMES = ["第一网格", "第二网格", "第三网格", "第四网格"]
