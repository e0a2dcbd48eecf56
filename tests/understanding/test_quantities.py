"""Quantities: a table of hard readings, amounts rendered in many styles and read back, and hostile input."""

import json
import math
import os
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.understanding.quantities import Quantity, read_quantities, to_json

# Each line: a text with its quantities in ⟦⟧ | one reading for each of them, separated by ";".
# A reading is kind, value, unit: m(oney), p(ercent), c(ount), n(umber), d(ate); 5, [1,2], (,3) as intervals
# with round brackets for an open or missing end; "~" approximate, "#" ordinal. A line without "|" holds none.
TABLE = """
# numerals and money
补贴⟦500万元⟧ | m 500e4 CNY
⟦1千2百万⟧ | m 1200e4 CNY
⟦壹仟贰佰万元⟧整 | m 1200e4 CNY
⟦人民币壹佰万元⟧ | m 100e4 CNY
⟦一千二百万元⟧ | m 1200e4 CNY
⟦一个亿⟧ | m 1e8 CNY
⟦1.2个亿⟧ | m 1.2e8 CNY
⟦一个半亿⟧ | m 1.5e8 CNY
⟦半个亿⟧ | m 5e7 CNY
⟦两个多亿⟧ | m [2e8,3e8) CNY ~
⟦1.2亿⟧ | m 1.2e8 CNY
⟦一点五亿⟧ | m 1.5e8 CNY
⟦一点二五亿元⟧ | m 1.25e8 CNY
⟦二十三点五万⟧ | m 235e3 CNY
⟦1,000万元⟧ | m 1000e4 CNY
⟦1，000万元⟧ | m 1000e4 CNY
⟦1,200,000元⟧ | m 1200e3 CNY
⟦1,200,000⟧ | n 1200e3
⟦５００万元⟧ | m 500e4 CNY
⟦１，０００万元⟧ | m 1000e4 CNY
⟦500 万元⟧ | m 500e4 CNY
⟦500w⟧够不够 | m 500e4 CNY
⟦500W⟧ | m 500e4 CNY
⟦1.5w⟧ | m 15e3 CNY
⟦40k⟧ | n 4e4
⟦5k元⟧ | m 5e3 CNY
⟦4.78万亿⟧ | m 4.78e12 CNY
⟦一万五千亿⟧ | m 1.5e12 CNY
⟦十万⟧ | m 10e4 CNY
⟦两百五十万⟧ | m 250e4 CNY
⟦兩億⟧ | m 2e8 CNY
⟦三百萬圓⟧ | m 300e4 CNY
⟦五百餘萬⟧ | m [500e4,600e4) CNY ~
奖励⟦20块⟧ | m 20 CNY
⟦五块钱⟧ | m 5 CNY
⟦3元5角⟧ | m 3.5 CNY
⟦12元3角4分⟧ | m 12.34 CNY
⟦五块三⟧ | m 5.3 CNY
⟦0.5元⟧/度 | m 0.5 CNY
⟦0元⟧ | m 0 CNY
⟦¥300⟧ | m 300 CNY
⟦￥1,000万⟧ | m 1000e4 CNY
⟦RMB 500万⟧ | m 500e4 CNY
⟦500万人民币⟧ | m 500e4 CNY
⟦百万元⟧ | m 100e4 CNY
单位：万元
区块链、元宇宙

# spoken short forms
⟦三万五⟧ | m 35e3 CNY
⟦一百二⟧ | n 120
⟦两千三⟧ | n 2300
⟦一亿二⟧ | m 1.2e8 CNY
⟦一亿两千⟧ | m 1.2e8 CNY
⟦一亿两千万⟧ | m 1.2e8 CNY
⟦一亿零两千元⟧ | m 100002e3 CNY
⟦三百五⟧ | n 350
⟦1万2⟧ | m 12e3 CNY
⟦3万4000⟧ | m 34e3 CNY
⟦1亿2000万⟧ | m 1.2e8 CNY
⟦1亿2000⟧ | m 1.2e8 CNY
⟦三千零五⟧ | n 3005
⟦一万零二百五十元⟧ | m 10250 CNY
⟦一万⟧⟦一个月⟧ | m 1e4 CNY ; c 1 月
⟦三万⟧⟦两年⟧ | m 3e4 CNY ; c 2 年
⟦500万⟧⟦3年⟧ | m 500e4 CNY ; c 3 年
⟦500万⟧⟦2023年⟧拿 | m 500e4 CNY ; d [2023-01-01,2023-12-31] year

# percentages and shares
⟦百分之十五⟧ | p 0.15 1
⟦15%⟧ | p 0.15 1
⟦15％⟧ | p 0.15 1
⟦15.75%⟧ | p 0.1575 1
⟦3‰⟧ | p 0.003 1
⟦千分之三⟧ | p 0.003 1
⟦万分之五⟧ | p 0.0005 1
上浮⟦5个百分点⟧ | p 0.05 1
涨了⟦3个点⟧ | p 0.03 1
⟦0.5个百分点⟧ | p 0.005 1
⟦三成⟧ | p 0.3 1
⟦3成⟧ | p 0.3 1
⟦两成半⟧ | p 0.25 1
⟦七八成⟧ | p [0.7,0.8] 1 ~
⟦百分之百⟧ | p 1 1
⟦百分之三十五点五⟧ | p 0.355 1
⟦三分之一⟧ | p 1/3 1
⟦三分之二以上⟧ | p [2/3,) 1
⟦十分之一⟧ | p 0.1 1
⟦1/3⟧ | p 1/3 1
⟦一半⟧ | p 0.5 1
⟦10到20%⟧ | p [0.1,0.2] 1
⟦10%~20%⟧ | p [0.1,0.2] 1
⟦百分之十到二十⟧ | p [0.1,0.2] 1
⟦百分之十到百分之二十⟧ | p [0.1,0.2] 1
⟦三到五成⟧ | p [0.3,0.5] 1
⟦不到三成⟧ | p (,0.3) 1
⟦超过50%⟧ | p (0.5,) 1
⟦三成多⟧ | p [0.3,0.4) 1 ~
⟦百分之十几⟧ | p [0.11,0.19] 1 ~
⟦-5%⟧ | p -0.05 1
⟦2倍⟧ | c 2 倍
⟦1.5倍⟧ | c 1.5 倍
翻了⟦一倍半⟧ | c 1.5 倍
公司成立、成功、成果

# ranges
⟦800到1200万⟧ | m [800e4,1200e4] CNY
⟦800-1200万⟧ | m [800e4,1200e4] CNY
⟦800～1200万元⟧ | m [800e4,1200e4] CNY
⟦800—1200万元⟧ | m [800e4,1200e4] CNY
⟦800万到1200万⟧ | m [800e4,1200e4] CNY
⟦800万元至1200万元⟧ | m [800e4,1200e4] CNY
⟦5000到1万⟧ | m [5e3,1e4] CNY
⟦1000元到1万元⟧ | m [1e3,1e4] CNY
⟦5000万到1亿⟧ | m [5e7,1e8] CNY
⟦1-2亿元⟧ | m [1e8,2e8] CNY
⟦三到五百万⟧ | m [300e4,500e4] CNY
⟦二十到三十万⟧ | m [20e4,30e4] CNY
⟦五到十万⟧ | m [5e4,10e4] CNY
⟦3-5千元⟧ | m [3e3,5e3] CNY
⟦10-20k⟧ | n [1e4,2e4]
⟦三五百万⟧ | m [300e4,500e4] CNY ~
⟦一两百万⟧ | m [100e4,200e4] CNY ~
⟦两三千万元⟧ | m [2e7,3e7] CNY ~
⟦三四十人⟧ | c [30,40] 人 ~
⟦三五个⟧ | c [3,5] 个 ~
⟦十七八个⟧ | c [17,18] 个 ~
⟦一两家⟧ | c [1,2] 家 ~
⟦3-5人⟧ | c [3,5] 人
⟦3个到5个⟧ | c [3,5] 个
⟦一到五个⟧苹果 | c [1,5] 个
⟦3到5年⟧ | c [3,5] 年
⟦10000与20000之间⟧ | n [1e4,2e4]
在⟦500万和800万之间⟧ | m [500e4,800e4] CNY
⟦500万⟧和⟦800万⟧ | m 500e4 CNY ; m 800e4 CNY
从⟦1200万⟧到⟦800万⟧ | m 1200e4 CNY ; m 800e4 CNY
⟦100万元以上500万元以下⟧ | m [100e4,500e4] CNY
⟦100万元以上、500万元以下⟧ | m [100e4,500e4] CNY
⟦不低于500万不超过1000万⟧ | m [500e4,1000e4] CNY
⟦大于20小于35⟧ | n (20,35)
⟦最少20个最多100个⟧ | c [20,100] 个
⟦¥300-500⟧ | m [300,500] CNY
⟦约800到1200万⟧ | m [800e4,1200e4] CNY ~

# bounds
⟦不到30人⟧ | c (,29] 人
⟦超过30人⟧ | c [31,) 人
⟦不足30人⟧ | c (,29] 人
⟦30人以下⟧ | c (,30] 人
⟦30人以上⟧ | c [30,) 人
⟦不低于30人⟧ | c [30,) 人
⟦不少于30名⟧研发人员 | c [30,) 人
⟦低于30人⟧ | c (,29] 人
⟦少于30人⟧ | c (,29] 人
⟦至少有10个⟧ | c [10,) 个
⟦不到3000万⟧ | m (,3000e4) CNY
⟦不足3000万元⟧ | m (,3000e4) CNY
⟦不超过3000万元⟧ | m (,3000e4] CNY
⟦没有超过3000万元⟧ | m (,3000e4] CNY
⟦不得超过3000万元⟧ | m (,3000e4] CNY
⟦超过3000万元⟧ | m (3000e4,) CNY
⟦超3000万元⟧ | m (3000e4,) CNY
营收⟦突破1亿⟧ | m (1e8,) CNY
⟦高于500万⟧ | m (500e4,) CNY
⟦多于500万⟧ | m (500e4,) CNY
⟦大于等于500万⟧ | m [500e4,) CNY
⟦≥500万⟧ | m [500e4,) CNY
⟦<=500万⟧ | m (,500e4] CNY
⟦<500万⟧ | m (,500e4) CNY
⟦至多500万⟧ | m (,500e4] CNY
⟦最多500万⟧ | m (,500e4] CNY
⟦起码500万⟧ | m [500e4,) CNY
⟦500万以内⟧ | m (,500e4] CNY
⟦500万及以上⟧ | m [500e4,) CNY
⟦500万元（含）以上⟧ | m [500e4,) CNY
⟦500万元以上（不含）⟧ | m (500e4,) CNY
⟦三个及以上⟧应用系统 | c [3,) 个
⟦500万+⟧ | m [500e4,) CNY
⟦30+人⟧ | c [30,) 人
达到⟦500万元⟧ | m 500e4 CNY
达到⟦500万元以上⟧ | m [500e4,) CNY
⟦不到3年⟧ | c (,3) 年
⟦3年以上⟧ | c [3,) 年
⟦上百万⟧ | m [100e4,) CNY ~
⟦上千人⟧ | c [1000,) 人 ~
⟦超亿元⟧ | m (1e8,) CNY
⟦近百家⟧ | c [90,100] 家 ~
⟦不下500万⟧ | m [500e4,) CNY
⟦不止500万⟧ | m (500e4,) CNY
⟦不高于20%⟧ | p (,0.2] 1
⟦超过了80⟧ | n (80,)
拿不到⟦500万⟧ | m 500e4 CNY
获得过⟦3项⟧专利 | c 3 项

# approximations
⟦约500万⟧ | m [450e4,550e4] CNY ~
⟦大约500万元⟧ | m [450e4,550e4] CNY ~
⟦大概有500万⟧ | m [450e4,550e4] CNY ~
⟦500万左右⟧ | m [450e4,550e4] CNY ~
⟦500万上下⟧ | m [450e4,550e4] CNY ~
⟦差不多500万⟧ | m [450e4,550e4] CNY ~
⟦500来万⟧ | m [450e4,550e4] CNY ~
⟦五百来万⟧ | m [450e4,550e4] CNY ~
⟦三十来个⟧ | c [27,33] 个 ~
⟦30人左右⟧ | c [27,33] 人 ~
⟦约25人⟧ | c [23,27] 人 ~
⟦约15%⟧ | p [0.135,0.165] 1 ~
⟦近500万⟧ | m [450e4,500e4] CNY ~
⟦将近500万⟧ | m [450e4,500e4] CNY ~
⟦接近30人⟧ | c [27,30] 人 ~
⟦30多人⟧ | c [30,39] 人 ~
⟦500多万⟧ | m [500e4,600e4) CNY ~
⟦1000多万⟧ | m [1000e4,2000e4) CNY ~
⟦120多万⟧ | m [120e4,130e4) CNY ~
⟦1亿多⟧ | m [1e8,2e8) CNY ~
⟦2亿多元⟧ | m [2e8,3e8) CNY ~
⟦十多万⟧ | m [10e4,20e4) CNY ~
⟦三百余家⟧ | c [300,399] 家 ~
⟦40多名⟧ | c [40,49] 人 ~
⟦四十几个⟧ | c [40,49] 个 ~
⟦十几个⟧ | c [11,19] 个 ~
⟦几十⟧ | n [20,99] ~
⟦几十人⟧ | c [20,99] 人 ~
⟦几百家⟧ | c [200,999] 家 ~
⟦几万⟧ | m [2e4,9e4] CNY ~
⟦十几万⟧ | m [11e4,19e4] CNY ~
⟦几十万⟧ | m [20e4,99e4] CNY ~
⟦数百万⟧ | m [200e4,999e4] CNY ~
⟦好几千万⟧ | m [2000e4,9999e4] CNY ~
⟦几个亿⟧ | m [2e8,9e8] CNY ~
⟦好几家⟧ | c [2,9] 家 ~
⟦数十家⟧ | c [20,99] 家 ~
⟦3年多⟧ | c [3,4) 年 ~
近⟦三年⟧ | c 3 年
最近⟦3年⟧ | c 3 年
⟦将近三年⟧ | c [2.7,3] 年 ~
节约⟦500万⟧ | m 500e4 CNY
签约⟦10家⟧ | c 10 家
⟦500万⟧来自政府 | m 500e4 CNY
余额⟦500万⟧ | m 500e4 CNY
⟦50万⟧多少 | m 50e4 CNY
能拿几项？
要几个条件

# counts and durations
⟦两项⟧ | c 2 项
⟦三个⟧ | c 3 个
⟦5名⟧ | c 5 人
⟦2家⟧ | c 2 家
⟦一批⟧ | c 1 批
我们⟦俩⟧ | c 2 个
哥⟦仨⟧ | c 3 个
⟦3个人⟧ | c 3 人
⟦三四百号人⟧ | c [300,400] 人 ~
⟦一百来号人⟧ | c [90,110] 人 ~
近⟦3个纳税年度⟧ | c 3 年
上一年度、进一步、下半年
⟦3万人⟧ | c 3e4 人
⟦两万项⟧ | c 2e4 项
⟦12条⟧ | c 12 条
⟦三年⟧ | c 3 年
⟦3年⟧ | c 3 年
⟦18个月⟧ | c 18 月
⟦两年半⟧ | c 2.5 年
⟦半年⟧ | c 0.5 年
⟦半个月⟧ | c 0.5 月
⟦两个半月⟧ | c 2.5 月
⟦5个工作日⟧ | c 5 工作日
⟦24小时⟧ | c 24 小时
⟦1500平方米⟧ | c 1500 平方米
研发人员⟦28人⟧，年研发投入⟦800到1200万⟧ | c 28 人 ; m [800e4,1200e4] CNY
⟦30⟧人才计划 | n 30
⟦不到30人⟧才能申请吗 | c (,29] 人
⟦500万⟧支持 | m 500e4 CNY
⟦500万⟧项目补贴 | m 500e4 CNY
⟦500万⟧对吗 | m 500e4 CNY
⟦500万⟧门槛 | m 500e4 CNY
⟦500万⟧元宇宙 | m 500e4 CNY
⟦500万⟧家电补贴 | m 500e4 CNY
⟦500万⟧个人所得税 | m 500e4 CNY
⟦500万⟧天使轮 | m 500e4 CNY
研发投入⟦500⟧ | n 500
⟦13812345678⟧ | n 13812345678
⟦0571-87702222⟧ | n 57187702222

# foreign money
⟦100万美元⟧ | m 100e4 USD
⟦50万欧元⟧ | m 50e4 EUR
⟦3亿日元⟧ | m 3e8 JPY
⟦200万港币⟧ | m 200e4 HKD
⟦100万美金⟧ | m 100e4 USD
⟦US$20⟧ | m 20 USD
⟦$1.5万⟧ | m 15e3 USD
⟦20万英镑⟧ | m 20e4 GBP
⟦100万USD⟧ | m 100e4 USD
⟦500到800万美元⟧ | m [500e4,800e4] USD
⟦500万到800万美元⟧ | m [500e4,800e4] USD
⟦不到100万美元⟧ | m (,100e4) USD

# dates
⟦2023年2月10日⟧ | d 2023-02-10 day
⟦2023-01-09⟧ | d 2023-01-09 day
⟦2023/1/9⟧ | d 2023-01-09 day
⟦2023.2.10⟧ | d 2023-02-10 day
⟦２０２３年２月１０日⟧ | d 2023-02-10 day
⟦二〇二三年一月九日⟧ | d 2023-01-09 day
⟦2024年⟧ | d [2024-01-01,2024-12-31] year
⟦2024年度⟧ | d [2024-01-01,2024-12-31] year
⟦2024年2月⟧ | d [2024-02-01,2024-02-29] month
⟦2022年1月至2023年3月⟧ | d [2022-01-01,2023-03-31] month
⟦2021-2023年⟧ | d [2021-01-01,2023-12-31] year
⟦2023年1月1日至12月31日⟧ | d [2023-01-01,2023-12-31] day
⟦2023年2月10日起⟧施行 | d [2023-02-10,) day
⟦2023年2月10日以前⟧ | d (,2023-02-10) day
⟦2024年以后⟧ | d (2024-12-31,) year
1月9日
3月份
去年、今年、明年
9点钟

# ordinals
⟦第二⟧ | n 2 #
⟦第三位⟧ | n 3 位 #
⟦第七条⟧是什么 | n 7 条 #
⟦第7条⟧ | n 7 条 #
⟦三等奖⟧ | n 3 等奖 #
⟦一等奖⟧ | n 1 等奖 #
⟦二等⟧ | n 2 等 #
⟦一⟧、⟦二等奖⟧ | n 1 等奖 # ; n 2 等奖 #
⟦一⟧⟦二⟧⟦三等奖⟧ | n 1 等奖 # ; n 2 等奖 # ; n 3 等奖 #
⟦前三位⟧ | n [1,3] 位 #
排名⟦前5⟧ | n [1,5] #
⟦前3名⟧起草单位 | n [1,3] 名 #
⟦第二⟧起草单位 | n 2 #
排⟦第三⟧ | n 3 #
排名⟦第5⟧ | n 5 #
⟦第1-3名⟧ | n [1,3] 名 #
⟦第一⟧、⟦二批⟧ | n 1 批 # ; n 2 批 #
⟦三级⟧资质 | n 3 级 #
⟦第一百二十条⟧ | n 120 条 #
目前⟦5家⟧ | c 5 家
前⟦3年⟧ | c 3 年
前⟦10%⟧ | p 0.1 1
第几条写的

# names, labels and idioms
实施数字经济一号工程
数字经济“一号工程”
“十四五”是启动期
十四五规划
5050计划
一切、一定、一般、一起、一样
万一没有
千万别忘了
统一、唯一、逐一、单一
四（三）7
4.3.7
杭高新〔2022〕17号
杭高新（2022）17号
17号
（三）
队伍、收拾、放肆、大陆、陆续
四川、三亚、九江
ISO9001认证
5G和3D打印
A4纸
10:30开会
半导体产业
成百上千家
第三方机构
十分感谢
"""


def _point_or_interval(words: str) -> tuple[str | None, str | None, bool, bool]:
    """(lower, upper, lower_open, upper_open) of "5", "[1,2)" or "(,3]"."""
    if words[0] not in "[(":
        return words, words, False, False
    lower, upper = words[1:-1].split(",")
    return lower or None, upper or None, bool(lower) and words[0] == "(", bool(upper) and words[-1] == ")"


def _expected(line: str) -> tuple[str, list[tuple[object, ...]]]:
    marked, _, readings = line.partition("|")
    marked = marked.strip()
    text = marked.replace("⟦", "").replace("⟧", "")
    spans, taken, start = [], 0, 0
    for place, character in enumerate(marked):
        if character == "⟦":
            start, taken = place - taken, taken + 1
        elif character == "⟧":
            spans.append((start, place - taken))
            taken += 1
    expected: list[tuple[object, ...]] = []
    kinds = {"m": "money", "p": "percent", "c": "count", "n": "number", "d": "date"}
    for span, reading in zip(spans, readings.split(";") if readings.strip() else [], strict=True):
        kind, value, *rest = reading.split()
        lower, upper, *opens = _point_or_interval(value)
        read: Callable[[str], object] = date.fromisoformat if kind == "d" else Fraction
        unit = next((word for word in rest if word not in "~#"), "")
        ends = (lower and read(lower), upper and read(upper))
        expected.append((span, kinds[kind], *ends, *opens, unit, "#" in rest, "~" in rest))
    return text, expected


def _seen(quantity: Quantity) -> tuple[object, ...]:
    dated = quantity.kind == "date"
    ends = (quantity.lower_date, quantity.upper_date) if dated else (quantity.lower, quantity.upper)
    opens = (quantity.lower_open, quantity.upper_open)
    span = (quantity.start, quantity.end)
    return (span, quantity.kind, *ends, *opens, quantity.unit, quantity.ordinal, quantity.approximate)


LINES = [line for line in TABLE.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", LINES)
def test_table(line: str) -> None:
    text, expected = _expected(line)
    assert [_seen(quantity) for quantity in read_quantities(text)] == expected


# Amounts are whole numbers of 元 below 10,000 亿, rendered in the ways people write them.
_NUMERALS = "零一二三四五六七八九"
_FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789,.%", "０１２３４５６７８９，．％")
_TRADITIONAL = str.maketrans("万亿两", "萬億兩")


def _below_wan(value: int) -> str:
    """1 to 9,999 in Chinese: 一千零五十."""
    written, skipped = "", False
    for place, mark in zip((1000, 100, 10, 1), ("千", "百", "十", ""), strict=True):
        digit = value // place % 10
        if digit:
            written += ("零" if skipped and written else "") + _NUMERALS[digit] + mark
        skipped = not digit
    return written


def _chinese(value: int) -> str:
    """A whole number from 0 to 10**16 - 1 in standard Chinese."""
    if value == 0:
        return "零"
    written = ""
    for group, mark in (
        (value // 10**12, "万"),
        (value // 10**8 % 10**4, ""),
        (value // 10**4 % 10**4, "万"),
    ):
        written += ("零" if written and 0 < group < 1000 else "") + (_below_wan(group) + mark if group else "")
        if mark == "" and value >= 10**8:
            written += "亿"
    rest = value % 10**4
    gap = written and rest and (rest < 1000 or value // 10**4 % 10**4 == 0)
    return written + ("零" if gap else "") + (_below_wan(rest) if rest else "")


def _decimal(value: Fraction) -> str:
    whole, rest = divmod(value * 10**8, 10**8)  # no float: this is what amounts are compared with
    return f"{whole}.{int(rest):08}".rstrip("0").rstrip(".")


def _spoken(value: int) -> str:
    """三万五 for 35,000: the last of two neighbouring places is dropped."""
    written = _chinese(value)
    for places, mark in (("十", "百"), ("百", "千"), ("千", "万"), ("千万", "亿")):
        if written.endswith(places) and len(written) > len(places) + 1 and written[-len(places) - 2] == mark:
            return written[: -len(places)]
    return written


STYLES: dict[str, Callable[[int], str]] = {
    "digits": lambda value: f"{value}元",
    "thousands": lambda value: f"{value:,}元",
    "full width": lambda value: f"{value:,}元".translate(_FULL_WIDTH),
    "wan": lambda value: f"{_decimal(Fraction(value, 10**4))}万元",
    "yi": lambda value: f"{_decimal(Fraction(value, 10**8))}亿元",
    "ge yi": lambda value: f"{_decimal(Fraction(value, 10**8))}个亿",
    "w": lambda value: f"{_decimal(Fraction(value, 10**4))}w",
    "chinese": lambda value: f"{_chinese(value)}元",
    "traditional": lambda value: f"{_chinese(value)}圓".translate(_TRADITIONAL),
    "financial": lambda value: f"人民币{_chinese(value).translate(_FINANCIAL)}元",
    "liang": lambda value: f"{_chinese(value).replace('二千', '两千').replace('二亿', '两亿')}元",
    "spoken": lambda value: f"{_spoken(value)}元",
    "sign": lambda value: f"¥{value:,}",
    "spaced": lambda value: f"{_decimal(Fraction(value, 10**4))} 万 元",
}
AMOUNTS = st.one_of(
    st.integers(1, 10**12 - 1),
    st.builds(lambda head, zeros: int(head * 10**zeros), st.integers(1, 9999), st.integers(0, 8)),
)


@pytest.mark.parametrize("style", STYLES)
@given(
    value=AMOUNTS,
    around=st.sampled_from([("", ""), ("去年投入", "，能补多少"), ("（", "）"), ("采购了", "的")]),
)
def test_every_style_reads_back(style: str, value: int, around: tuple[str, str]) -> None:
    amount = STYLES[style](value)
    text = amount.join(around)
    (quantity,) = read_quantities(text)
    assert (quantity.kind, quantity.unit) == ("money", "CNY")
    assert quantity.lower == quantity.upper == value
    assert quantity.text == amount


@given(
    low=st.integers(1, 9998),
    more=st.integers(1, 9999),
    connector=st.sampled_from(["到", "至", "-", "~", "～", "—", "－"]),
    unit=st.sampled_from(["万元", "万", "亿元", "万美元", "%", "人", "个月", "项"]),
    repeated=st.booleans(),
)
def test_ranges_read_back(low: int, more: int, connector: str, unit: str, repeated: bool) -> None:
    high = low + more
    text = f"{low}{unit if repeated else ''}{connector}{high}{unit}"
    (quantity,) = read_quantities(text)
    factor = {"万": Fraction(10**4), "亿": Fraction(10**8), "%": Fraction(1, 100)}.get(unit[0], Fraction(1))
    assert (quantity.lower, quantity.upper) == (low * factor, high * factor)
    assert quantity.text == text


@given(value=st.integers(2, 10**6))
def test_bounds_of_people_are_whole_and_of_money_are_not(value: int) -> None:
    (people,) = read_quantities(f"不到{value}人")
    assert (people.upper, people.upper_open) == (Fraction(value - 1), False)
    (money,) = read_quantities(f"不到{value}万元")
    assert (money.upper, money.upper_open) == (Fraction(value * 10**4), True)


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates_read_back(day: date) -> None:
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        (quantity,) = read_quantities(text)
        assert (quantity.lower_date, quantity.upper_date, quantity.text) == (day, day, text)
        assert date.fromisoformat(str(to_json(quantity)["lower"])) - day == timedelta(0)


TRICKY = st.text(
    "0123456789.,-~+%‰/:()零一二两三四五六七八九十百千万亿壹拾廿几数多余来半个点分之成倍元块角美人家项名第前等奖级年月日号"
    "不到超过近约以上下内左右至和间含 \n\t０，％㎡²½①㈠萬億兩餘⼀\u200b\ufeff\ufffc\ud800🙂wkA$¥"
)


@settings(max_examples=400)
@given(text=st.one_of(TRICKY, st.text()))
@example("十分之一" * 50)
@example("0分之1")
@example("1/0")
@example("9" * 5000)
@example("二" * 5000 + "万")
def test_any_text_is_read(text: str) -> None:
    end = 0
    for quantity in read_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.text == text[quantity.start : quantity.end]
        end = quantity.end
        assert quantity.lower is None or quantity.upper is None or quantity.lower <= quantity.upper
        assert quantity.unit == "" or quantity.kind != "percent" or quantity.unit == "1"
        assert json.loads(json.dumps(to_json(quantity))) == to_json(quantity)


def test_json_is_the_design_s() -> None:
    (quantity,) = read_quantities("不到3000.5万元")
    assert to_json(quantity) == {
        "text": "不到3000.5万元",
        "start": 0,
        "end": 10,
        "kind": "money",
        "lower": None,
        "upper": "30005000",
        "lower_open": False,
        "upper_open": True,
        "unit": "CNY",
    }
    assert [to_json(each)["lower"] for each in read_quantities("15.75%，三分之一，-0.5元，2023年")] == [
        "0.1575",
        "1/3",
        "-0.5",
        "2023-01-01",
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "9",
        "二",
        "1,000,",
        "1.",
        "十零",
        "3到",
        "不到",
        "第一、",
        "一、",
        "1/",
        "分之",
        "(三)",
        "A1",
        "2023年",
        "个亿",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = time.perf_counter()
        read_quantities(text)
        return time.perf_counter() - began

    seconds(2_000)
    assert seconds(40_000) < 40 * max(seconds(4_000), 0.002), "ten times the text took more than forty times as long"


# Where the design, or good sense in policy questions, differs from the public specification: what matches in
# an input, by rule. The agreement is reported over all inputs, and over those that no rule touches.
EXCLUDED = {
    "approximations are intervals here and points there": "多|余|餘|几|幾",
    "兆 is 10**12 in Taiwan and 10**6 on the mainland: not read": "兆",
    "percentages, dates and money are read whole, not as bare figures": "百分|[%％]|月１６日|美刀|元",
    "dozens, powers and exponents are not read": r"打|\^|[0-9０-９][eｅE]",
    "mixed and improper fractions are not read": r"又|[/／]",
    "a lone Chinese numeral is not read inside a sentence": "[是非]一|是[四五]|[一三]的|一对",
    "前三 is the ranks 1 to 3": "前三",
}


def test_public_specification() -> None:
    """Values and places agree with the Chinese number model of microsoft/Recognizers-Text."""
    folder = os.environ.get("MINGCE_TESTDATA")
    if not folder:
        pytest.skip("set MINGCE_TESTDATA to the folder that holds data/recognizers-zh/ to compare with it")
    path = Path(folder) / "data" / "recognizers-zh" / "NumberModel.json"
    compared, agreed, differing = 0, 0, []
    cases = json.loads(path.read_text(encoding="utf-8-sig"))
    for case in cases:
        text, results = case["Input"], case["Results"]
        read = read_quantities(text)
        same = len(read) == len(results) and all(
            quantity.start <= result["Start"] <= result["End"] < quantity.end
            and quantity.lower == quantity.upper
            and quantity.lower is not None
            and math.isclose(quantity.lower, float(result["Resolution"]["value"]), rel_tol=1e-12)
            for quantity, result in zip(read, results, strict=True)
        )
        agreed += same
        if not any(re.search(pattern, text) for pattern in EXCLUDED.values()):
            compared += 1
            if not same:
                differing.append(f"{text}: {[(quantity.text, str(quantity.lower)) for quantity in read]}")
    overall, agreement = agreed / len(cases), 1 - len(differing) / compared
    print(f"all {len(cases)} inputs: {overall:.3f}; the {compared} that no rule sets apart: {agreement:.3f}")
    print("\n".join(differing))
    assert overall >= 0.70
    assert compared >= 250
    assert agreement >= 0.91
