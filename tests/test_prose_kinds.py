"""Kinds of running text that offices use, each invented: who answers for what, and by when."""

from __future__ import annotations

import pytest

from zeren.extract.prose.force import REFUSED
from zeren.extract.prose.prose import Prose, drafts
from zeren.extract.prose.unstated import REASON
from zeren.extract.time.overall import time_for_all
from zeren.ground.model import Document
from zeren.read import read
from zeren.read.text import blocks_of


def prose(text: str) -> Prose:
    its = Document("kind.txt", "0" * 64, "txt", text, blocks_of(text))
    return drafts(its.blocks, its)


def shown(text: str) -> list[tuple[str, str, str]]:
    """First characters, deadline and bodies with the first letter of their role (Lead, Responsible, Support, Guide, superVise)."""
    letter = {"lead": "L", "responsible": "R", "support": "S", "guide": "G", "supervise": "V"}
    return [
        (one.text[:4], one.deadline, " ".join(letter[a.role] + a.mention for a in one.assignments)) for one in prose(text).drafts
    ]


KINDS = {
    "labels behind arrows": (
        """1. 改造农村敬老院4所
   → 主抓：县民政局
   → 帮抓：县财政局、县住建局
   → 交卷：10月底前
2. 新建公办幼儿园2所
   → 主抓：县教育局
   → 帮抓：乔庄镇
   → 交卷：8月25日前
""",
        [("改造农村", "10月底前", "R县民政局 S县财政局 S县住建局"), ("新建公办", "8月25日前", "R县教育局 S乔庄镇")],
    ),
    "lines of unlisted verbs behind a dash": (
        """1.修复水毁堤防6.5公里。
——县水务局打头，彭寨镇、林寨镇助阵，5月下旬收尾
2.规范取水口计量，安装在线设备60套。
——县水务局担纲，汛期前到位
""",
        [("修复水毁", "5月下旬", "L县水务局 S彭寨镇 S林寨镇"), ("规范取水", "汛期前", "R县水务局")],
    ),
    "the same bodies as above, in no order": (
        """1.新建笼式足球场3个。（牵头单位：县教体局；配合单位：县住建局）
2.开展全民健身日活动20场。（牵头单位同上；配合单位：县文旅局）
3.培训社会体育指导员150名。（责任单位：县教体局、县总工会，排名不分先后）
4.建成健身步道12公里。（责任单位同上）
""",
        [
            ("新建笼式", "", "L县教体局 S县住建局"),
            ("开展全民", "", "L县教体局 S县文旅局"),
            ("培训社会", "", "R县教体局 R县总工会"),
            ("建成健身", "", "R县教体局 R县总工会"),
        ],
    ),
    "the same bodies as an item of a number": (
        """1.修订绿化导则。（牵头单位：县园林局；配合单位：县住建局）
2.补植行道树300株。（责任单位：县城管局、县园林局；10月底前）
3.新建游园2个。（责任单位同第1项）
4.开放公园绿地3块。（牵头单位：同第1项；配合单位：县教育局）
5.修剪乔木500株。（同第2项）
""",
        [
            ("修订绿化", "", "L县园林局 S县住建局"),
            ("补植行道", "10月底前", "R县城管局 R县园林局"),
            ("新建游园", "", "L县园林局 S县住建局"),
            ("开放公园", "", "L县园林局 S县教育局"),
            ("修剪乔木", "", "R县城管局 R县园林局"),
        ],
    ),
    "items that say the share of the body above them": (
        """（一）市消防救援大队
1.检查人员密集场所300家。
2.协助市住建局开展高层建筑检查。
3.牵头修订全市火灾应急预案，6月底前印发。
（二）市住建局
1.配合市消防救援大队做好消防验收。
2.更新老旧电梯40台。
""",
        [
            ("检查人员", "", "R市消防救援大队"),
            ("协助市住", "", "S市消防救援大队"),
            ("牵头修订", "6月底前", "L市消防救援大队"),
            ("配合市消", "", "S市住建局"),
            ("更新老旧", "", "R市住建局"),
        ],
    ),
    "one item that shares itself out, among items with statements of their own": (
        """1.推进灌区改造。由县水利局牵头，县财政局配合，完成灌区渠道改造10公里，8月底前完成。
2.修复堤防。新修堤防3公里。（责任单位：县水利局）
3.管护水库。巡查水库23座。（责任单位：县水利局）
""",
        [
            ("由县水利", "8月底前", "L县水利局 S县财政局"),
            ("新修堤防", "", "R县水利局"),
            ("巡查水库", "", "R县水利局"),
        ],
    ),
    "minutes whose last clauses are the matter": (
        """会议纪要
一、关于标准厂房建设
会议听取了县住建局的汇报。会议明确，由园区建设局牵头，园区财政局配合，5月20日前完成标准厂房三期施工图审查。滨海集团要倒排工期，10月底前交付厂房8万平方米。
""",
        [
            ("会议明确", "5月20日前", "L园区建设局 S园区财政局"),
            ("滨海集团", "10月底前", "R滨海集团"),
        ],
    ),
    "roles in square brackets behind names, a person in the chair": (
        """1.改造路灯800盏。（市住建局〔牵头〕、市城管局）
2.新建步道3公里。（市住建局【牵头】、市城管局【配合】）
3.修订村规民约。（由王芳副县长挂帅，县民政局负责）
""",
        [
            ("改造路灯", "", "L市住建局 R市城管局"),
            ("新建步道", "", "L市住建局 S市城管局"),
            ("修订村规", "", "R县民政局"),
        ],
    ),
    "this matter is handed to a body": (
        """一、改善人居环境
完成农村改厕2300户。该项工作由县农业农村局牵头，县卫生健康局配合，10月底前完成。
二、提升道路水平
改造农村公路86公里。该任务由县交通运输局负责，县财政局做好资金保障。
三、推进数字乡村
建设数字乡村示范村8个。具体由县委网信办牵头，县大数据中心负责落实。
""",
        [
            ("完成农村", "10月底前", "L县农业农村局 S县卫生健康局"),
            ("改造农村", "", "R县交通运输局 S县财政局"),
            ("建设数字", "", "L县委网信办 R县大数据中心"),
        ],
    ),
    "a level alone behind others, above a sentence that only dates all": (
        """一、清理卫生死角。由区城管局负责，各街道、镇配合，清运积存垃圾。
二、整治农贸市场。由区市场监管局负责，区商务局配合，规范经营秩序。
以上任务须于4月30日前全部完成，区爱卫办将组织督查。
""",
        [
            ("由区城管", "", "R区城管局 S各街道、镇"),
            ("由区市场", "", "R区市场监管局 S区商务局"),
        ],
    ),
    "things that are counted and end as names do": (
        """1.疏通主干沟渠12公里，镇水利站负责，各村配合，5月底前完成。
2.拆除残垣断壁40处，镇规建办牵头，镇综合执法队配合，6月15日前完成。
""",
        [
            ("疏通主干", "5月底前", "R镇水利站 S各村"),
            ("拆除残垣", "6月15日前", "L镇规建办 S镇综合执法队"),
        ],
    ),
    "labels that are items of their own": (
        """一、高铁站前广场项目
（一）工作任务：完成主体施工，投入使用。
（二）责任单位：县住建局
（三）配合单位：县交通运输局、县自然资源局
二、城东水厂项目
（一）工作任务：铺设管网，日供水能力达到3万吨。
（二）责任单位：县水务局
（三）配合单位：县生态环境分局
""",
        [
            ("完成主体", "", "R县住建局 S县交通运输局 S县自然资源局"),
            ("铺设管网", "", "R县水务局 S县生态环境分局"),
        ],
    ),
    "offices of a town as labels": (
        """1.流转土地3000亩，建设蔬菜基地1个；责任人：李建国；责任办所：农业农村办；完成时间：5月底。
2.改造村卫生室5所；责任人：陈芳；责任办所：社会事务办、镇卫生院；完成时间：9月底。
""",
        [("流转土地", "5月底", "R农业农村办"), ("改造村卫", "9月底", "R社会事务办 R镇卫生院")],
    ),
    "headings with helpers or members in brackets": (
        """一、市应急管理局
1．5月31日前检查危险化学品企业42家。
二、市文化和旅游局（配合单位：市消防救援大队、市市场监督管理局）
1．对玻璃栈道开展检测评估。
三、工贸企业整治专班（组长单位：市工业和信息化局；成员单位：市商务局、市总工会）
1．完成粉尘企业安全评估38家。
""",
        [
            ("5月31", "5月31日前", "R市应急管理局"),
            ("对玻璃栈", "", "R市文化和旅游局 S市消防救援大队 S市市场监督管理局"),
            ("完成粉尘", "", "L市工业和信息化局 S市商务局 S市总工会"),
        ],
    ),
    "the subject leads, the bracket helps": (
        """1.市水利局牵头修渠3公里（市财政局配合）。
2.市交通局牵头建桥2座（市发改委、市财政局配合，9月底前）。
3.市林业局负责造林200亩（各乡镇配合）。
""",
        [
            ("市水利局", "", "L市水利局 S市财政局"),
            ("市交通局", "9月底前", "L市交通局 S市发改委 S市财政局"),
            ("市林业局", "", "R市林业局 S各乡镇"),
        ],
    ),
    "labels that no list knows in brackets": (
        """（一）改造老果园8000亩（主体：各乡镇；兜底：县农业农村局；时点：11月底）。
（二）新建冷库5座（主体：县供销社；兜底：县农业农村局；时点：10月20日）。
""",
        [("改造老果", "11月底", "R各乡镇 R县农业农村局"), ("新建冷库", "10月20日", "R县供销社 R县农业农村局")],
    ),
    "labels at the end of a sentence": (
        """1.完成人工造林1.5万亩，责任：县林业局，协同：各乡镇，期限：4月底。
2.封山育林3万亩，责任：各乡镇，协同：县林业局，期限：12月底。
""",
        [("完成人工", "4月底", "R县林业局 S各乡镇"), ("封山育林", "12月底", "R各乡镇 S县林业局")],
    ),
    "phases with their time in the title": (
        """一、动员部署（3月20日—3月31日）。召开动员会，签订责任书。市委政法委负责。
二、总结验收（10月）。逐处验收销号。市委政法委会同市自然资源局负责。
""",
        [("召开动员", "3月20日—3月31日", "R市委政法委"), ("逐处验收", "10月", "R市委政法委 S市自然资源局")],
    ),
    "minutes with bodies of a zone": (
        """会议纪要
一、关于产业园建设
会议议定：
1.责成招商服务中心年内引进平台企业不少于8家。
2.由江津海关牵头制定通关作业指引，产业促进局做好企业宣讲。
3.停车收费标准由县发改局制定，县市场监管局加强监督检查。
4.县应急局具体负责首轮排查，于“五一”前完成。
""",
        [
            ("责成招商", "年内", "R招商服务中心"),
            ("由江津海", "", "L江津海关 S产业促进局"),
            ("停车收费", "", "R县发改局 V县市场监管局"),
            ("县应急局", "“五一”前", "R县应急局"),
        ],
    ),
    "a target letter whose items are short sentences": (
        """2026年度消防安全工作目标责任书
甲方：瑞川市人民政府
乙方：相镇人民政府
一、乙方职责
（一）健全消防工作站，配备专职消防员不少于6名。
（二）整治木结构村寨电气线路隐患，改造线路320户。
二、考核奖惩
（一）考核得分90分以上的为优秀等次。
""",
        [("健全消防", "", "R相镇人民政府"), ("整治木结", "", "R相镇人民政府")],
    ),
    "a target letter that says what each party does": (
        """2026年度森林防火责任书
甲方：柳塘镇人民政府
乙方：石桥村村民委员会
一、甲方责任
（一）2月底前为乙方配备风力灭火机2台。
（二）保障防火宣传经费。
二、乙方责任
（一）清明节前开设防火隔离带3公里。
三、甲方权利
（一）随时检查乙方防火情况。
""",
        [("2月底前", "2月底前", "R柳塘镇人民政府"), ("保障防火", "", "R柳塘镇人民政府"), ("清明节前", "清明节前", "R石桥村村民委员会")],
    ),
    "bodies in brackets before the stop of their items": (
        """一、重点工作
1.改造路灯800盏（市住建局）。
2.更新公交车40辆（市交通运输局；6月15日）。
3.新建口袋公园6处（市园林中心、各街道，10月底前）；
二、整改措施
（一）制度执行不严。一是修订机关财务制度（机关党委，4月底前）；二是建立公车台账（市财政局）。
""",
        [
            ("改造路灯", "", "R市住建局"),
            ("更新公交", "6月15日", "R市交通运输局"),
            ("新建口袋", "10月底前", "R市园林中心 R各街道"),
            ("一是修订", "4月底前", "R机关党委"),
            ("建立公车", "", "R市财政局"),
        ],
    ),
    "bodies in brackets on the line below": (
        """1.新建标准厂房22万平方米。
（县投资集团、县工信局，9月30日前）
2.适老化改造560户。
（县民政局、各镇）
""",
        [("新建标准", "9月30日前", "R县投资集团 R县工信局"), ("适老化改", "", "R县民政局 R各镇")],
    ),
    "times in brackets below headings of bodies": (
        """一、市民政局
1.新建长者食堂18家。（长期坚持）
2.发放补贴4000人。（完成时限：上半年）
二、市商务局
1.10月底前开行班列60列。
""",
        [("新建长者", "长期坚持", "R市民政局"), ("发放补贴", "上半年", "R市民政局"), ("10月底", "10月底前", "R市商务局")],
    ),
    "labels that bars, strokes and dots part": (
        """1.新增停车位2600个。【牵头：市住建局｜配合：市公安局、市城管局｜5月】
2.清理广告320块。（责任单位：市城管局/配合单位：市市场监管局/完成时限：年底前）
3.建成工坊6个。……责任单位：市文旅局；完成时限：9月底。
""",
        [
            ("新增停车", "5月", "L市住建局 S市公安局 S市城管局"),
            ("清理广告", "年底前", "R市城管局 S市市场监管局"),
            ("建成工坊", "9月底", "R市文旅局"),
        ],
    ),
    "names round 和 and names that hold a role word": (
        """1.招募志愿者2400名。（责任单位：市卫健委；配合单位：市红十字会和团市委）
2.整修码头3处。（责任单位：管委会商务局、各乡镇卫生院）
""",
        [("招募志愿", "", "R市卫健委 S市红十字会 S团市委"), ("整修码头", "", "R管委会商务局 R各乡镇卫生院")],
    ),
    "groups of a committee with a person's line between their bodies and their duties": (
        """（一）竞赛组织部（牵头：市体育局；参与：市教育局、市田径协会）
部　长：方 亮
工作职责：
1．完成赛道丈量和认证申报，8月31日前取得认证证书。
2．招募裁判员180名。
（二）安全保卫部（牵头：市公安局；参与：沿线各街道）
部　长：徐卫东
工作职责：
1．设置安检点14处。
""",
        [
            ("完成赛道", "8月31日前", "L市体育局 S市教育局 S市田径协会"),
            ("招募裁判", "", "L市体育局 S市教育局 S市田径协会"),
            ("设置安检", "", "L市公安局 S沿线各街道"),
        ],
    ),
    "proposals by their numbers below the bodies that answer": (
        """一、市住房和城市建设管理局（主办2件）
第5号　关于推进供热管网入户的建议（领衔代表：李明；协办：市财政局）
第26号　关于规范维修资金使用的建议（领衔代表：郭峰）
二、市卫生健康委员会、市医疗保障局（分办1件）
第21号　关于落实村医养老保险的建议（领衔代表：王丽；协办：市人力资源和社会保障局）
""",
        [
            ("关于推进", "", "R市住房和城市建设管理局 S市财政局"),
            ("关于规范", "", "R市住房和城市建设管理局"),
            ("关于落实", "", "R市卫生健康委员会 R市医疗保障局 S市人力资源和社会保障局"),
        ],
    ),
    "bodies before a colon, what is counted, and who is urged": (
        """职责分工
公安文峰分局、区司法局：负责法治副校长选聘，每所学校每学期开展法治教育不少于2次。
各乡镇人民政府、街道办事处：落实属地管理责任，每月组织一次排查。
会议议定
由发展规划与学科建设处根据会议意见修改完善，3月20日前印发。
请实验室与设备管理处督促化学化工学院、材料科学与工程学院限期整改，4月10日前清零。
""",
        [
            ("负责法治", "", "R公安文峰分局 R区司法局"),
            ("落实属地", "", "R各乡镇人民政府 R街道办事处"),
            ("由发展规", "3月20日前", "R发展规划与学科建设处"),
            ("请实验室", "4月10日前", "V实验室与设备管理处 R化学化工学院 R材料科学与工程学院"),
        ],
    ),
    "a last sentence of nothing but bodies": (
        """1.改造路灯800盏。市住建局（牵头）、市城管局（配合）。
2.与3家企业签订代储协议。市应急管理局、市商务局
3.开展消防检查。市消防救援支队，6月底。
4.解决企业用工2万人。市人社局→牵头；各县区→落实。
5.对用水单位下达用水计划。由市水务局具体负责。
6.更换节水器具1.4万套。由市水务局、市机关事务管理局具体负责。
""",
        [
            ("改造路灯", "", "L市住建局 S市城管局"),
            ("与3家企", "", "R市应急管理局 R市商务局"),
            ("开展消防", "6月底", "R市消防救援支队"),
            ("解决企业", "", "L市人社局 R各县区"),
            ("对用水单", "", "R市水务局"),
            ("更换节水", "", "R市水务局 R市机关事务管理局"),
        ],
    ),
    "bars inside brackets, and names that hold role words": (
        """1.新增停车位2600个。（牵头单位：组织人事局｜协同单位：州公安局、各县市｜完成时限：9月30日前）
2.疏浚河道12公里。（牵头单位：市委网信办  配合：市水利局  完成时限：9月30日前）
3.评选奖章20名。（组织宣传部负责，年底前）
""",
        [
            ("新增停车", "9月30日前", "L组织人事局 S州公安局 S各县市"),
            ("疏浚河道", "9月30日前", "L市委网信办 S市水利局"),
            ("评选奖章", "年底前", "R组织宣传部"),
        ],
    ),
    "one heading of a body that says how many items it has": (
        """（一）市水务局（2项）
1.村（社区）消防宣传覆盖率。（年底前）
2.整治木结构村寨电气线路隐患，改造线路320户。
""",
        [("村（社区", "年底前", "R市水务局"), ("整治木结", "", "R市水务局")],
    ),
    "what a circular asks for beside what it found": (
        """一、总体情况
31项已完成6项。市卫健委、市民政局推进有力，筛查完成4.1万人次。
二、存在问题及整改要求
（一）关于管网滞后问题。截至4月底，管网仅完成37%。高新区管委会要倒排工期，6月15日前完成剩余11公里；市水务局派驻专人现场指导。
（二）关于欠薪问题。3个项目仍有线索未化解。责令市城建控股公司于5月20日前兑付欠薪680万元；请市教育局督促6所学校限期整改。
（三）关于停车场建设问题。年度计划12处，目前开工4处。其余8处由市城管局负责，会同市公安局落实用地，7月10日前开工。
""",
        [
            ("高新区管", "6月15日前", "R高新区管委会"),
            ("市水务局", "", "R市水务局"),
            ("责令市城", "5月20日前", "R市城建控股公司"),
            ("请市教育", "", "V市教育局"),
            ("其余8处", "7月10日前", "R市城管局 S市公安局"),
        ],
    ),
    "label lines over the items that they hold for": (
        """清河县2026年任务分工

责任单位：县住建局
协同单位  县财政局
1、改造背街小巷30条，6月底前完成。
2、新增停车位2000个（2026年不少于800个）。

责任单位：县城管局
3、配建公厕15座。协同单位：县文旅局。

各责任单位要压实责任。
""",
        [
            ("改造背街", "6月底前", "R县住建局 S县财政局"),
            ("新增停车", "", "R县住建局 S县财政局"),
            ("配建公厕", "", "R县城管局 S县文旅局"),
        ],
    ),
    "label lines over sentences without a number": (
        """清河县2026年任务分工
牵头单位：县水利局
疏浚河道12公里，6月底前完成。
加固水库3座，汛前完成。
牵头单位：县交通局
新开公交线路6条。
""",
        [("疏浚河道", "6月底前", "L县水利局"), ("加固水库", "汛前", "L县水利局"), ("新开公交", "", "L县交通局")],
    ),
    "label lines under their items, with a heading above": (
        """一、城乡建设
1、改造背街小巷30条。
责任单位：县住建局
2、配建公厕15座。
责任单位：县城管局
""",
        [("改造背街", "", "R县住建局"), ("配建公厕", "", "R县城管局")],
    ),
    "bodies and a wide blank before what they do, not before their posts": (
        """二、人员
　　◆县林业局　局长　王明。
　　◆县气象局　副局长　李亮。
三、成员单位职责
　　◆县林业局　承担专班日常工作，编制森林防火规划，组织开展防火宣传，3月底前新建隔离带65公里。
　　◆县气象局、县融媒体中心　发布火险等级预报预警，播发防火公益广告。
四、进展情况
　　◆县林业局　新建隔离带12公里，组织宣传46场次。
　　◆县气象局　发布预警5次，增雨作业2次。
""",
        [("承担专班", "3月底前", "R县林业局"), ("发布火险", "", "R县气象局 R县融媒体中心")],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kind(kind: str) -> None:
    text, expected = KINDS[kind]
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一、加强组织建设\n由李强同志牵头，县委组织部负责，县民政局参与，选优配强村级班子。\n"
        "二、推进移风易俗\n由王芳副县长挂帅，县民政局负责修订村规民约。\n",
        "1.选优配强村级班子。（牵头：李强同志；责任单位：县委组织部；配合单位：县民政局）\n"
        "2.修订村规民约。（牵头：王芳副县长；责任单位：县民政局）\n",
    ],
)
def test_a_person_is_no_body(text: str) -> None:
    named = [f"{a.role} {a.mention}" for one in prose(text).drafts for a in one.assignments]
    assert named == ["responsible 县委组织部", "support 县民政局", "responsible 县民政局"]


def test_lines_that_are_set_in_and_go_on_in_full_ones_are_one_paragraph() -> None:
    text = "".join(
        f"    {at}．旅游旺季前对{word}等高风险游乐设施进行检测评估，不合格的一律停用并限期整改，检\n测率达到100%。\n"
        for at, word in enumerate("甲乙丙丁", 1)
    )
    text = "    为落实责任，现将任务分解如下。\n" + text + "    （责任单位：市文旅局）\n    5．检查景区20家。\n    6．约谈企业5家。\n"
    its = [block.text for block in blocks_of(text)]  # type: ignore[union-attr]
    assert sum(one.endswith("测率达到100%。") and one[0].isdigit() for one in its) == 4


LISTED = "一、县水利局（2项）\n1.新建水库2座。\n2.修渠3公里。\n二、县林业局（1项）\n1.造林200亩。\n"


@pytest.mark.parametrize(
    ("sentence", "ignored"),
    [
        ("三、保障措施\n县财政局要按照" + "轻重缓急、" * 90 + "统筹安排资金。", False),
        ("三、保障措施\n各县区、市直各部门要加强组织领导，压实责任。", True),
    ],
)
def test_a_sentence_with_a_body_as_subject_that_is_no_duty_is_told_however_long_or_general(sentence: str, ignored: bool) -> None:
    told = [one for one in prose(LISTED + sentence).residue if one.reason == REASON]
    assert [(one.text[:4], one.ignored) for one in told] == [(sentence.split("\n")[1][:4], ignored)]


def test_an_item_whose_later_clause_names_who_leads_is_told_where_it_is_no_duty() -> None:
    said = "评选美丽庭院100户，镇妇联牵头，大张组落实，9月底前完成。"
    assert [one.text for one in prose(f"{LISTED}三、其他\n1.{said}\n").residue if one.reason == REASON] == [said]


def test_who_called_a_meeting_has_no_duty() -> None:
    text = (
        "会议纪要\n6月18日，市安委会主任、市长周建国主持召开会议，部署工作。\n会议要求，市应急局要开展隐患排查，7月底前形成清单。\n"
        "会议明确，由市消防救援支队牵头，市公安局配合，开展专项整治，9月底前完成。\n"
    )
    assert [draft.text[:7] for draft in prose(text).drafts] == ["会议要求，市应", "会议明确，由市"]


def test_a_list_that_breaks_off_elsewhere_leaves_the_breadth_of_wrapped_lines_that_are_set_in() -> None:
    lines = [
        "组　长：王建国　县委副书记、县长、县委政法委书记",
        "副组长：李亮　县委常委、县人民政府常务副县长",
        "　　县林业局、县气象局、县公安局、县财政局、县教育体育局、县住房城乡建设局、",
        "县融媒体中心。",
        *["　　◆县林业局　承担专班日常工作，编制森林防火规划", "，3月底前新建隔离带65公里。"] * 5,
    ]
    blocks = blocks_of("\n".join(lines))
    assert sum(block.text.endswith("隔离带65公里。") and "◆" in block.text for block in blocks) == 5


def test_lines_that_break_off_at_one_breadth_are_one_paragraph_where_others_are_broader() -> None:
    text = """　　为激发消费活力，打造消费品牌，结合我区实际，制定本方案，请各单位认真贯彻执行，抓好落实，按时上报。
　　1．提升滨江夜市街区，新增特色摊位120个，配套停车位300
个。
　　牵头单位：区商务局
　　2．延长图书馆、文化馆、博物馆夜间开放时间，每周开放不少于
3天。
　　责任单位：区文旅局
　　3．推行首违不罚清单。
　　责任单位：区司法局
四、保障措施
　　按月调度。
　　年底总结。
"""
    assert [text for text, _, _ in shown(text)] == ["提升滨江", "延长图书", "推行首违"]
    assert [one.text[-3:] for one in prose(text).drafts] == ["0个。", "3天。", "清单。"]


@pytest.mark.parametrize(
    ("sentence", "time"),
    [
        ("以上任务未注明完成时限的，均于2026年12月20日前完成。", "2026年12月20日前"),
        ("说明：1．时间节点一栏空白的，均应于2030年12月底前完成。", "2030年12月底前"),
        ("表中未注明兑现期限的政策事项，均于2026年6月30日前完成兑现。", "2026年6月30日前"),
        ("现将8件建议明确如下，请各承办单位于8月15日前办结并书面答复代表。", "8月15日前"),
        ("请各责任单位于6月底前完成自查。", None),
        ("开展摸底排查，各乡镇于4月底前完成。", None),
        ("未明确责任单位的任务，于6月底前报县政府办。", None),
    ],
)
def test_a_sentence_that_dates_what_is_left_blank(sentence: str, time: str | None) -> None:
    span = time_for_all(sentence)
    assert (sentence[slice(*span)] if span else None) == time


def test_who_a_paper_is_sent_to_has_no_duty_although_labels_stand_above() -> None:
    text = "任务内容：开展主题团课8次。\n牵头部门：县教育局\n参与单位：县总工会\n时间进度：7月底前\n\n抄送：团市委，县委办公室。\n"
    assert shown(text) == [("开展主题", "7月底前", "L县教育局 S县总工会")]


@pytest.mark.parametrize("helper", ["第三方评估机构", "县财政局"])
def test_an_item_that_begins_with_who_acts_is_a_measure_of_its_whole_sentence(helper: str) -> None:
    sentence = f"由县就业服务局牵头，{helper}参与，2026年12月20日前完成试点评估。"
    its = prose(f"一、落实任务\n1.{sentence}\n2.由县教育局牵头，县文旅局参与，6月底前建成研学基地2处。\n")
    assert [(one.text, one.deadline, [(a.role, a.mention) for a in one.assignments]) for one in its.drafts] == [
        (sentence, "2026年12月20日前", [("lead", "县就业服务局"), ("support", helper)]),
        ("由县教育局牵头，县文旅局参与，6月底前建成研学基地2处。", "6月底前", [("lead", "县教育局"), ("support", "县文旅局")]),
    ]


def test_no_measure_is_without_words_where_its_item_begins_with_who_acts_and_a_helper_is_no_sure_body() -> None:
    sentence = "由县就业服务局牵头，专业评估机构参与，2026年12月20日前完成试点评估。"
    (first, _) = prose(f"一、落实任务\n1.{sentence}\n2.由县教育局牵头，县文旅局参与，6月底前建成研学基地2处。\n").drafts
    assert (first.text, first.deadline, first.assignments[0].mention) == (sentence, "2026年12月20日前", "县就业服务局")


def test_chapters_below_the_parties_of_a_letter_are_no_tasks_and_its_number_dates_nothing() -> None:
    lines = ["编号：2026-07", "安全生产责任书", "下达单位：古渡镇人民政府", "责任单位：柳河村村民委员会", "一、总体要求",
             "坚持人民至上，防范各类事故发生。", "二、考核奖惩", "由镇应急办会同镇平安办，对履职情况进行一次考核。",
             "三、附则", "本责任书一式两份。"]  # fmt: skip
    (document,) = read("".join(f"<p>{line}</p>" for line in lines).encode(), "a.html")
    found = [(one.text, one.deadline, [section.heading for section in one.sections]) for one in drafts(document.blocks, document).drafts]
    assert found == [("由镇应急办会同镇平安办，对履职情况进行一次考核。", "", ["二、考核奖惩"])]


def test_who_is_said_not_to_answer_does_not_but_who_takes_over_does() -> None:
    text = "1.区财政局不承担经费。\n2.区教委不再负责路灯管护，改由区城管委负责。\n3.区水务局负责清淤。\n4.区体育局牵头办运动会。\n"
    duties = [(body.role, body.mention) for one in prose(text).drafts for body in one.assignments]
    assert ("responsible", "区财政局") not in duties
    assert {("responsible", "区城管委"), ("responsible", "区水务局"), ("lead", "区体育局")} <= set(duties)


def test_the_word_before_a_body_that_does_the_most_is_no_part_of_its_name() -> None:
    text = "1.区教育局负责校舍检查。\n2.区住建局牵头危房排查。\n3.以区民政局为主，区残联为辅，3月底前完成摸底。\n"
    assert [one.assignments[0].mention for one in prose(text).drafts] == ["区教育局", "区住建局", "区民政局"]


def test_a_heading_dates_its_items_by_the_time_alone_that_its_bracket_holds() -> None:
    text = (
        "（一）提质商贸设施（8月底前完成）\n1.改造农贸市场2个。（责任单位：县商务局）\n"
        "（二）培育文旅消费（国庆节前）\n1.打造研学线路5条。（责任单位：县文旅局）\n"
    )
    found = [(one.deadline, text[one.deadline_place.start : one.deadline_place.end]) for one in prose(text).drafts if one.deadline_place]
    assert found == [("8月底前", "8月底前"), ("国庆节前", "国庆节前")]


def likely(text: str) -> list[str]:
    """The bodies whose duty is not certain."""
    return [a.mention for one in prose(text).drafts for a in one.assignments if a.likely]


def told(text: str) -> list[tuple[str, str]]:
    return [(one.text, one.reason) for one in prose(text).residue]


def test_bodies_as_headings_hold_though_the_title_names_all_and_one_item_has_a_bracket_of_its_own() -> None:
    text = """青田县2026年各部门重点任务清单
一、县教育局
1.新增学位1200个，8月底前完成。
2.开设课后服务。
二、县公安局
1.开展电动自行车登记。
2.开展反诈宣传（配合单位：县教育局）。
"""
    assert shown(text) == [
        ("新增学位", "8月底前", "R县教育局"),
        ("开设课后", "", "R县教育局"),
        ("开展电动", "", "R县公安局"),
        ("开展反诈", "", "R县公安局 S县教育局"),
    ]


def test_one_heading_of_a_body_holds_for_deeds_below_it_and_not_for_what_it_is_about() -> None:
    text = "任务清单\n一、县教育局\n1.新增学位1200个。\n2.开设课后服务。\n"
    assert shown(text) == [("新增学位", "", "R县教育局"), ("开设课后", "", "R县教育局")]
    assert shown("单位概况\n一、县教育局\n1.内设机构8个。\n2.人员编制60名。\n") == []


def test_an_item_below_a_heading_of_bodies_may_lead_beside_its_helpers() -> None:
    text = "任务清单\n一、县教育局\n1.牵头改造校舍3所（配合单位：县住建局）。\n2.开设课后服务。\n"
    assert shown(text) == [("牵头改造", "", "L县教育局 S县住建局"), ("开设课后", "", "R县教育局")]


@pytest.mark.parametrize(
    ("sentence", "bodies"),
    [
        ("全县学校食堂检查由县教育局于6月底前完成。", "R县教育局"),
        ("请县农业农村局于4月15日前报送春耕情况。", "R县农业农村局"),
        ("青田县2026年改造小区15个，由县住建局负责，11月底前完工。", "R县住建局"),
    ],
)
def test_a_paper_that_says_little_else_is_one_duty(sentence: str, bodies: str) -> None:
    assert [one for _, _, one in shown(f"关于有关工作的通知\n{sentence}\n")] == [bodies]
    assert shown(f"工作简介\n县教育局位于城关镇。办学条件逐年改善。教师队伍不断壮大。{sentence}\n") == []


def test_a_person_who_leads_is_kept_under_the_word_and_the_bodies_keep_their_roles() -> None:
    text = """工作计划
一、改造危房200户，由县长张伟牵头，县住建局具体实施，6月底前完成。
二、由副县长李强负责，县商务局配合，引进企业10家。
三、化解积案30件。（县委常委、副县长王芳牵头，县信访局负责）
四、河长制办公室负责巡河。
"""
    found = prose(text).drafts
    assert [[(one.head, one.text) for one in draft.remarks] for draft in found] == [
        [("牵头", "县长张伟")], [("负责", "副县长李强")], [("牵头", "县委常委"), ("牵头", "副县长王芳")], [],
    ]  # fmt: skip
    assert [[a.mention for a in draft.assignments] for draft in found] == [["县住建局"], ["县商务局"], ["县信访局"], ["河长制办公室"]]


def test_a_group_without_some_is_one_name_and_those_answer_for_nothing() -> None:
    text = """任务分工
1.改造农贸市场。（责任单位：县商务局、除高新区、经开区外的各镇）
2.清理河道。除城关镇外各乡镇要于7月底前完成。
3.栽植行道树。由除高新区、经开区以外的各镇负责，县林业局指导。
4.清理垃圾。各街道（东风街道除外）负责，5月底前完成。
"""
    assert [bodies for _, _, bodies in shown(text)] == [
        "R县商务局 R除高新区、经开区外的各镇", "R除城关镇外各乡镇", "R除高新区、经开区以外的各镇 G县林业局", "R各街道（东风街道除外）",
    ]  # fmt: skip


def test_what_is_only_proposed_is_not_certain_and_what_is_put_off_is_told() -> None:
    text = """会议纪要
会议议定：
一、由县财政局牵头，3月底前下达资金。
二、建议由县体育局负责承办运动会。
三、拟由县文旅局牵头编制规划（待研究）。
四、初步考虑由县民政局承担评估工作，待县政府研究后再定。
"""
    assert [bodies for _, _, bodies in shown(text)] == ["L县财政局", "R县体育局"]
    assert likely(text) == ["县体育局"]
    brackets = "工作安排\n1.更换路灯。（拟由县城管局负责，县财政局配合）\n2.疏通暗渠。（县水利局负责）\n"
    assert likely(brackets) == ["县城管局", "县财政局"]
    assert [words[:7] for words, reason in told(text) if reason == REFUSED] == ["拟由县文旅局牵", "初步考虑由县民"]


def test_who_does_it_in_the_main_answers_and_who_does_it_beside_helps() -> None:
    text = """工作安排
1.打造宜居社区，以县民政局为主，县残联为辅，3月底前完成摸底。
2.秸秆禁烧以乡镇政府为主，县农业农村局为辅。
3.整治电动自行车。（以县消防救援大队为主，县公安局、县应急局为辅）
4.由县农业农村局为主负责，县财政局协助，建成收储点8个。
"""
    assert [bodies for _, _, bodies in shown(text)] == [
        "R县民政局 S县残联", "R乡镇政府 S县农业农村局", "R县消防救援大队 S县公安局 S县应急局", "R县农业农村局 S县财政局",
    ]  # fmt: skip


def test_what_a_meeting_heard_of_lays_no_duty_on_any_body_of_the_sentence() -> None:
    text = """会议纪要
一、会议指出，今年以来县水务局完成清淤12公里，县城管局拆除违建3处。
二、会议强调，县应急局要开展汛前检查，县气象局要加密预报。
三、会议决定，由县住建局牵头，5月底前完成鉴定。
"""
    assert [bodies for _, _, bodies in shown(text)] == ["R县应急局", "R县气象局", "L县住建局"]


def test_the_body_answers_that_a_duty_has_moved_to() -> None:
    text = """会议纪要
会议议定：
一、该项工作由县水务局移交县城管局负责。
二、原由县水务局负责的排水设施管护工作，自2027年1月1日起移交县城管局。
三、县林业局承担的湿地管理工作移交县自然资源局负责。
四、县城投公司将竣工道路移交县城管局管理，8月底前完成。
"""
    assert [bodies for _, _, bodies in shown(text)] == ["R县城管局", "R县城管局", "R县自然资源局", "R县城投公司"]


@pytest.mark.parametrize(
    ("behind", "bodies"),
    [
        ("。责任单位为县民政局。", "R县民政局"),
        ("。牵头单位是县民政局，配合单位是县财政局。", "L县民政局 S县财政局"),
        ("，县民政局为牵头单位，县财政局为配合单位。", "L县民政局 S县财政局"),
        ("，县民政局为责任单位。", "R县民政局"),
        ("，责成县民政局牵头，县财政局配合。", "L县民政局 S县财政局"),
        ("，具体由县民政局负责。", "R县民政局"),
        ("（县民政局，县财政局）。", "R县民政局 R县财政局"),
    ],
)
def test_who_answers_may_be_said_behind_the_matter_in_many_ways(behind: str, bodies: str) -> None:
    text = f"工作安排\n1.修缮敬老院5所{behind}\n2.新建驿站3个{behind}\n"
    assert [(words, its) for words, _, its in shown(text)] == [("修缮敬老", bodies), ("新建驿站", bodies)]


def test_a_bar_may_part_a_label_from_its_bodies() -> None:
    text = "工作安排\n1.修缮敬老院5所。责任单位|县民政局 配合单位|县财政局\n2.新建驿站3个。（责任单位：县商务局）\n"
    assert shown(text) == [("修缮敬老", "", "R县民政局 S县财政局"), ("新建驿站", "", "R县商务局")]


def test_a_heading_of_the_format_is_no_word_of_the_item_above_it() -> None:
    text = "# 任务清单\n\n## 县教育局\n\n1. 牵头改造校舍（配合单位：县住建局）。\n\n## 县民政局\n\n1. 建设食堂（配合单位：县商务局）。\n"
    its = read(text.encode(), "a.md")[0]
    found = drafts(its.blocks, its).drafts
    assert [(one.text, [(a.role, a.mention) for a in one.assignments]) for one in found] == [
        ("牵头改造校舍", [("lead", "县教育局"), ("support", "县住建局")]),
        ("建设食堂", [("responsible", "县民政局"), ("support", "县商务局")]),
    ]


def test_the_one_duty_among_refusals_is_read_and_the_title_is_none() -> None:
    denied = "一、县财政局不承担经费。\n二、县教育局不负责检查。\n三、县水利局负责清淤。\n"
    assert shown(f"青田县2026年会议纪要\n{denied}") == [("县水利局", "", "R县水利局")]
    moved = "一、原由县水务局负责的管护工作，自2027年1月1日起移交县城管局。\n二、县财政局负责拨付资金。\n"
    assert [bodies for _, _, bodies in shown(f"青田县2026年会议纪要\n{moved}")] == ["R县城管局", "R县财政局"]


def test_what_another_body_proposes_is_not_certain() -> None:
    text = "工作安排\n一、县文旅局建议由县财政局负责安排经费。\n二、县水利局负责清淤。\n"
    assert likely(text) == ["县财政局"]


def test_minutes_that_tell_what_was_heard_and_then_lay_something_down_are_cut_there() -> None:
    text = """办公会纪要
1.关于校车。会议听取了安全科汇报，议定由安全科牵头、基教科配合，4月底前完成排查。
2.关于中考。会议明确招考办负责考点设置，装备中心负责监控调试。
"""
    assert [bodies for _, _, bodies in shown(text)] == ["L安全科 S基教科", "R招考办", "R装备中心"]


def test_headings_of_bodies_may_stand_at_several_levels() -> None:
    text = """青田县2026年任务清单
一、县教育局
1.新增学位1200个，8月底前完成。
2.开设课后服务。
二、民生工程
（一）县民政局
1.建设食堂5个。
（二）县残联
1.适配辅具（责任单位：县残联、县卫健局）。
2.开展培训。
三、保障措施
1.加强宣传。
"""
    assert shown(text) == [
        ("新增学位", "8月底前", "R县教育局"),
        ("开设课后", "", "R县教育局"),
        ("建设食堂", "", "R县民政局"),
        ("适配辅具", "", "R县残联 R县卫健局"),
        ("开展培训", "", "R县残联"),
    ]


def test_a_time_in_brackets_behind_a_sentence_dates_its_duties_and_the_sentence_is_no_heading() -> None:
    text = """青田县寒潮应对工作通知
一、县农业农村局负责组织农技人员下沉一线，指导农户加固大棚。（即日起）
二、县教育局要对学校食堂开展检查，建立问题台账。（3月底前）
三、县住建局负责排查在建工地塔吊。（4月底前完成）
四、县水利局负责河道清淤。（时限：5月底前）
五、县民政局负责敬老院消防改造；县财政局负责落实资金。（6月底前）
六、县城管局负责检查店招。（联系人：张三）
"""
    assert shown(text) == [
        ("县农业农", "即日起", "R县农业农村局"),
        ("县教育局", "3月底前", "R县教育局"),
        ("县住建局", "4月底前", "R县住建局"),
        ("县水利局", "5月底前", "R县水利局"),
        ("县民政局", "6月底前", "R县民政局"),
        ("县财政局", "6月底前", "R县财政局"),
        ("县城管局", "", "R县城管局"),
    ]


def test_whom_an_item_below_a_heading_of_bodies_brings_in_helps_and_what_the_paper_says_of_itself_is_no_item() -> None:
    text = """青田县患者服务职责清单
一、县卫健局
1.会同县公安局、县民政局每季度开展一次信息比对。
2.建成服务中心1处。
二、县残联
1.联合执法队伍以外的社会组织开展宣传。
2.发放药物。
附注：本清单自印发之日起施行，由县卫健局负责解释。
"""
    assert [bodies for _, _, bodies in shown(text)] == ["R县卫健局 S县公安局 S县民政局", "R县卫健局", "R县残联", "R县残联"]


def test_who_holds_an_event_has_no_duty_by_that() -> None:
    text = """青田马拉松服务保障工作方案
一、组织机构
主办单位：青田县人民政府、县体育局。
二、任务分工
1.完成赛道丈量。（牵头单位：县体育局；完成时限：8月底前）
2.招募裁判员。（牵头单位：县教育局；完成时限：9月底前）
"""
    assert shown(text) == [("完成赛道", "8月底前", "L县体育局"), ("招募裁判", "9月底前", "L县教育局")]


def test_what_is_kept_up_behind_a_limit_in_a_bracket_sets_no_other() -> None:
    text = """青田县整改通知
1.恢复6座污水处理站正常运行（由县水务局牵头，县财政局配合，4月底前整改到位，并长期坚持）。
2.清理河道垃圾5处（由县城管局牵头，县水务局配合，5月底前整改到位）。
"""
    assert shown(text) == [("恢复6座", "4月底前", "L县水务局 S县财政局"), ("清理河道", "5月底前", "L县城管局 S县水务局")]
