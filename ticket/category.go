package ticket

import "strings"

// Categories are the product categories that consultations are told apart by, with the words
// that name a product of each.
func Categories() []Option {
	return []Option{
		{Label: "食品", Value: "food", Names: fields("食料品 食べ物 たべもの お菓子 菓子 和菓子 スイーツ せんべい 煎餅 米 お米 味噌 醤油 しょうゆ 調味料 だし 出汁 麺 うどん そば ラーメン 海苔 水産物 鮮魚 魚 干物 牛肉 和牛 肉 野菜 果物 フルーツ りんご いちご 梅干し 漬物 乾物 冷凍食品 レトルト 缶詰 はちみつ 蜂蜜 卵 豆腐 納豆 こんにゃく カレー チョコレート パン 農産物 わさび 昆布 しょくひん たべもの")},
		{Label: "飲料・酒類", Value: "drink", Names: fields("飲料 飲み物 飲みもの お茶 緑茶 日本茶 抹茶 煎茶 紅茶 コーヒー 珈琲 ジュース 水 ミネラルウォーター 酒 お酒 酒類 日本酒 清酒 焼酎 ワイン ビール ウイスキー 梅酒 リキュール 泡盛 甘酒 おちゃ のみもの にほんしゅ")},
		{Label: "化粧品・美容", Value: "cosmetics", Names: fields("化粧品 コスメ スキンケア 石けん 石鹸 せっけん ソープ シャンプー ヘアケア 美容 美容液 化粧水 香水 美顔器 まつげ ネイル 日焼け止め けしょうひん")},
		{Label: "衣料・繊維", Value: "textiles", Names: fields("衣料 衣料品 衣服 服 洋服 アパレル ファッション 着物 和服 繊維 生地 織物 タオル 靴下 下着 靴 バッグ 鞄 帽子 革製品 デニム ジーンズ シルク 絹 反物 浴衣 マフラー ふく いりょう")},
		{Label: "雑貨・日用品", Value: "household", Names: fields("雑貨 日用品 生活雑貨 文房具 文具 おもちゃ 玩具 食器 キッチン用品 台所用品 包丁 調理器具 掃除用品 ペット用品 ペットフード ベビー用品 インテリア 家具 寝具 アクセサリー 時計 キャラクターグッズ ざっか にちようひん")},
		{Label: "工芸品", Value: "crafts", Names: fields("工芸 伝統工芸 伝統工芸品 陶器 陶磁器 磁器 焼き物 漆器 漆 和紙 竹細工 木工 木工品 人形 こけし 南部鉄器 切子 盆栽 刀 美術品 アート こうげいひん")},
		{Label: "健康・医療", Value: "health", Names: fields("健康食品 サプリ サプリメント 医療 医療機器 医薬品 薬 介護 介護用品 福祉用具 健康器具 健康 青汁 プロテイン マスク いりょうきき けんこうしょくひん")},
		{Label: "機械・部品", Value: "machinery", Names: fields("機械 産業機械 工作機械 部品 自動車部品 車部品 金型 工具 農業機械 農機具 ロボット ポンプ バルブ ねじ ネジ 金属加工 樹脂 プラスチック 素材 材料 化学品 塗料 建材 建築資材 木材 鉄鋼 中古車 自動車 バイク きかい ぶひん")},
		{Label: "電子・IT", Value: "electronics", Names: fields("電子 電子部品 電子機器 電気製品 家電 半導体 センサー LED 照明 カメラ ソフトウェア ソフト アプリ システム IT SaaS ゲーム AI パソコン かでん")},
		{Label: "サービス", Value: "service", Names: fields("役務 コンサルティング 教育 観光 旅行 飲食店 レストラン 外食 フランチャイズ デザイン 広告 コンテンツ アニメ 漫画 映像 音楽 人材 介護サービス 物流サービス")},
		{Label: "その他", Value: "other"},
	}
}

func fields(s string) []string { return strings.Fields(s) }

func categoryLabel(value string) string {
	for _, o := range Categories() {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// categoryField is a choice among the categories, as f asks for one.
func (f *Field) categoryField() *Field {
	c := *f
	c.Type, c.Choices, c.Free = TypeChoice, Categories(), true
	return &c
}

// readCategory reads a category and the product itself: 「食品 お茶」, 「無添加の石けん」. A product
// of no category we know is 「その他」 with its name.
func (f *Field) readCategory(text string) (Reading, error) {
	c := f.categoryField()
	if picked := c.byNumber(text); picked != nil {
		return c.chosen(picked[:1], "")
	}
	if !wordy(text) || length(text) > f.limit(300) {
		return Reading{}, f.fail("商品やサービスの種類を教えてください。（例：食品 お茶）")
	}
	picked, named := c.category(text)
	if picked < 0 {
		return Reading{Values: []string{"other", text}, Shown: text}, nil
	}
	rest := strings.TrimSpace(connectors.ReplaceAllString(text, ""))
	label := c.Choices[picked].Label
	if named {
		if found := c.scan(fold(text)); len(found) > 0 {
			rest = leftover(text, found[:1])
		} else {
			rest = ""
		}
	}
	rest = strings.Trim(politely.ReplaceAllString(rest, ""), " 　()（）「」")
	if strings.Contains(fold(label), fold(rest)) {
		rest = ""
	}
	return c.chosen([]int{picked}, rest)
}

// category is the category that text names, and whether it does so by the category's own label
// rather than by a product; -1 where it names none.
func (f *Field) category(text string) (picked int, named bool) {
	s := politeTail.ReplaceAllString(fold(text), "")
	for i, o := range f.Choices {
		for n, w := range o.words() {
			if s == w {
				return i, n < 2
			}
		}
	}
	found := f.scan(fold(text))
	if len(found) == 0 {
		return -1, false
	}
	m := found[0]
	named = m.start == 0 && strings.HasPrefix(fold(f.Choices[m.option].Label), fold(text)[m.start:m.end])
	return m.option, named
}
