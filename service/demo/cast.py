"""Who lives in the demo world: invented people, synthetic credit codes, real places."""

from dataclasses import dataclass

from service.identity.rules import Role

PASSWORD = "Yindu-safety-2026"  # every demo account; they exist only while DEMO=1
PIN = "258046"


@dataclass(frozen=True)
class Someone:
    name: str
    work_number: str
    role: Role
    account: str = ""
    post: str = ""
    team: str = ""
    certificate: str = ""


@dataclass(frozen=True)
class Plant:
    name: str
    credit_code: str
    town: str
    industry_code: str
    address: str
    duty_phone: str
    people: tuple[Someone, ...]


@dataclass(frozen=True)
class Office:
    name: str
    area_code: str
    number_prefix: str
    appeal_body: str
    court: str
    people: tuple[Someone, ...]


YINDU = Office(
    "安阳市殷都区应急管理局",
    "410505",
    "殷",
    "安阳市殷都区人民政府",
    "安阳市殷都区人民法院",
    (
        Someone("周建国", "Y001", Role.HEAD, "demo.head", "副局长"),
        Someone("刘志远", "Y002", Role.OFFICER, "demo.officer1", "执法中队", certificate="16050001"),
        Someone("陈晓岚", "Y003", Role.OFFICER, "demo.officer2", "执法中队", certificate="16050002"),
        Someone("郭小军", "Y101", Role.GRID_WORKER, "demo.grid", "铁西网格"),
    ),
)
LONGAN = Office(
    "安阳市龙安区应急管理局",
    "410506",
    "龙",
    "安阳市龙安区人民政府",
    "安阳市龙安区人民法院",
    (Someone("何文斌", "L001", Role.HEAD, "demo.neighbour", "局长"),),
)
OFFICES = (YINDU, LONGAN)

HUAAN = Plant(
    "安阳华安化工有限公司",
    "91410505MA9X10017Q",
    "铜冶镇",
    "C2614",
    "安阳市殷都区铜冶镇化工路 18 号",
    "0372-5550119",
    (
        Someone("李敏", "H001", Role.SAFETY_MANAGER, "demo.manager", "安全管理员"),
        Someone("赵广明", "H002", Role.PRINCIPAL, "demo.principal", "总经理"),
        Someone("高洁", "H011", Role.DEPARTMENT_HEAD, "demo.fixer", "设备部主任", "设备部"),
        Someone("王强", "H021", Role.TEAM_LEADER, "demo.leader", "储运班班长", "储运班"),
        Someone("孙立新", "H022", Role.WORKER, post="罐区巡检工", team="储运班"),
        Someone("赵敏", "H023", Role.WORKER, post="罐区巡检工", team="储运班"),
    ),
)
XINYUAN = Plant(
    "安阳鑫源冷链食品有限公司",
    "91410505MA9X10025K",
    "水冶镇",
    "C1351",
    "安阳市殷都区水冶镇工业路 6 号",
    "0372-5550226",
    (
        Someone("马丽", "X001", Role.SAFETY_MANAGER, "demo.cold", "安全主管"),
        Someone("冯涛", "X011", Role.DEPARTMENT_HEAD, "demo.repairs", "设备主管"),
        Someone("吴刚", "X021", Role.WORKER, post="制冷工", team="制冷班"),
    ),
)
TAIHANG = Plant(
    "安阳太行机械铸造有限公司",
    "91410505MA9X10033E",
    "蒋村镇",
    "C3391",
    "安阳市殷都区蒋村镇铸造园 2 号",
    "0372-5550338",
    (
        Someone("韩磊", "T001", Role.SAFETY_MANAGER, "demo.foundry", "安环部长"),
        Someone("秦勇", "T021", Role.WORKER, post="熔炼工", team="熔炼班"),
    ),
)
PLANTS = (HUAAN, XINYUAN, TAIHANG)
NEIGHBOUR = Plant(
    "安阳龙安建材有限公司",
    "91410506MA9X10041P",
    "龙泉镇",
    "C3021",
    "安阳市龙安区龙泉镇 9 号",
    "0372-5550440",
    (Someone("丁一", "N001", Role.SAFETY_MANAGER, "demo.bricks", "安全员"),),
)
OPERATOR = Someone("林岩", "P001", Role.OPERATOR, "demo.operator")
