"""Fold text so that one spelling serves for matching, without moving a single offset.

Every code point becomes exactly one code point: full-width forms become half-width, the several blanks
become a space, corner brackets become quotation marks, and the traditional characters of this genre's
vocabulary become simplified ones. An offset in the folded text is an offset in the text.
"""

from __future__ import annotations

import re

_TRADITIONAL = (
    "萬万億亿個个與与產产業业項项總总額额資资達达實实現现開开發发經经濟济區区園园國国級级術术東东廣广關关設设規规劃划"
    "積积極极進进對对獲获準准認认證证書书銀银贏赢長长張张間间門门問问聯联網网鐵铁車车電电訊讯號号動动務务員员動动勞劳"
    "創创業业優优勢势環环節节質质財财費费貸贷贈赠購购賣卖買买貿贸易易進进遷迁選选過过還还這这個个們们從从後后來来時时"
    "將将計计擬拟爭争據据報报導导記记編编輯辑說说話话語语讓让讀读調调談谈論论評评該该試试點点線线條条樓楼棟栋廠厂廳厅"
    "際际陸陆隊队階阶險险隨随雙双離离難难雲云電电頭头題题願愿類类顯显風风飛飞養养館馆體体齊齐龍龙灣湾濱滨漢汉滬沪瀋沈"
    "澤泽潔洁測测湯汤準准滿满漸渐灘滩無无營营爲为為为獎奖獨独環环瓊琼畝亩畫画異异當当療疗監监盤盘眾众確确礦矿碼码種种"
    "稱称穩稳競竞筆笔築筑範范簽签簡简糧粮紀纪約约級级紅红納纳純纯紙纸細细終终組组結结絕绝給给統统經经綜综綠绿維维緊紧"
    "續续線线編编緩缓縣县總总績绩織织繼继續续聖圣聚聚聲声職职聽听臨临興兴舉举舊旧艙舱蘇苏蘭兰處处虛虚術术衛卫裝装製制"
    "復复見见觀观覽览訂订討讨訓训託托許许訪访證证識识護护變变負负責责貧贫貨货貫贯貴贵賬账質质賽赛軌轨軍军較较載载輕轻"
    "輛辆輪轮轉转辦办邊边郵邮鄉乡鄰邻醫医釋释針针鋼钢錄录錢钱錦锦鍋锅鏈链鎮镇鑒鉴閉闭閣阁閩闽閱阅隻只雖虽須须預预領领"
    "頻频顆颗額额顧顾飯饭餘余餐餐馬马駐驻驗验驅驱騰腾鮮鲜鳥鸟黃黄點点黨党齡龄龐庞廈厦廟庙應应庫库廢废彈弹彙汇滙汇強强"
    "徑径徹彻戰战戶户擇择據据擔担擴扩攝摄敗败數数斷断於于昇升晝昼暫暂會会東东極极構构槍枪標标樂乐樣样樹树橋桥機机檢检權权"
    "歐欧歷历歲岁歸归殘残氣气決决沒没況况淨净減减湊凑溝沟溫温滯滞潛潜燈灯爾尔牆墙狀状猶犹獻献盡尽瞭了礎础禮礼萊莱葉叶蓋盖"
    "藍蓝藥药蘊蕴蟲虫補补複复褲裤訴诉詳详誌志調调請请諸诸謀谋謝谢豐丰貢贡貸贷資资賢贤賞赏賴赖趙赵跡迹蹤踪運运違违遠远適适遲迟"
    "遼辽鄭郑鄧邓釣钓鉛铅銅铜銷销鋁铝鋪铺錯错鍵键鐘钟鑽钻閑闲闊阔隱隐雜杂霧雾靈灵靜静頂顶項项順顺頓顿頗颇顏颜額额飾饰飽饱驚惊髮发"
)


def _table() -> dict[int, int]:
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= {ord(blank): ord(" ") for blank in "\u00a0\u2002\u2003\u2009\u200a\u202f\u3000\t\r"}
    table |= {ord("「"): ord("“"), ord("」"): ord("”"), ord("『"): ord("‘"), ord("』"): ord("’"), ord("﹐"): ord(",")}
    table |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
    pairs = zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)
    return table | {ord(old): ord(new) for old, new in pairs if old != new}


_TABLE = _table()
_PUNCTUATION = tuple((wide, chr(_TABLE[ord(wide)])) for wide in "，：；（）！？％\u3000")
_FOLDED = re.compile(f"[{''.join(map(re.escape, map(chr, _TABLE)))}]")


def fold(text: str) -> str:
    """The text in its one spelling for matching, code point for code point as long as before.

    Most texts need no more than their punctuation folded, which is done much sooner than every character is looked up.
    """
    for wide, plain in _PUNCTUATION:
        text = text.replace(wide, plain)
    return text.translate(_TABLE) if _FOLDED.search(text) else text
