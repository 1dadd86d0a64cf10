package ticket

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"

	"madoguchi/reading"
)

// holidayNames are the Japanese names of the library's holidays.
var holidayNames = map[*cal.Holiday]string{
	jp.NewYear: "元日", jp.ComingOfAgeDay: "成人の日", jp.NationalFoundationDay: "建国記念の日", jp.TheEmperorsBirthday: "天皇誕生日",
	jp.VernalEquinoxDay: "春分の日", jp.ShowaDay: "昭和の日", jp.ConstitutionMemorialDay: "憲法記念日", jp.GreeneryDay: "みどりの日",
	jp.ChildrensDay: "こどもの日", jp.MarineDay: "海の日", jp.MountainDay: "山の日", jp.RespectForTheAgedDay: "敬老の日",
	jp.AutumnalEquinoxDay: "秋分の日", jp.SportsDay: "スポーツの日", jp.CultureDay: "文化の日", jp.LaborThanksgivingDay: "勤労感謝の日",
	jp.TheNewEmperorEnthronementDay: "即位の日", jp.TheNewEmperorEnthronementCeremony: "即位礼正殿の儀",
}

// years holds the holidays of a year once computed. The library writes to its own variables while
// it computes (the equinox's day), so the computing is kept to one goroutine at a time.
var years struct {
	sync.Mutex
	days map[int]map[string]string
}

// Holiday is the name of the national holiday on t's day in Japan, or "". It holds from 2007, when
// the present form of the law came into force, as far as the equinoxes can be foretold (2150).
func Holiday(t time.Time) string {
	t = t.In(reading.JST)
	years.Lock()
	defer years.Unlock()
	if years.days == nil {
		years.days = map[int]map[string]string{}
	}
	days, ok := years.days[t.Year()]
	if !ok {
		days = holidays(t.Year())
		if len(years.days) < 400 { // a clock gone wild must not fill the memory
			years.days[t.Year()] = days
		}
	}
	return days[t.Format(time.DateOnly)]
}

// holidays are a year's holidays by day: the library's, mended, with the days that follow from
// them by 国民の祝日に関する法律 第3条: where a holiday falls on a Sunday, the next day that is no
// holiday is one (第2項), and so is a day between two holidays (第3項).
func holidays(year int) map[string]string {
	days := map[string]string{}
	for h, name := range holidayNames {
		if h.StartYear > year || h.EndYear != 0 && h.EndYear < year {
			continue
		}
		if actual, _ := h.Calc(year); !actual.IsZero() {
			days[actual.Format(time.DateOnly)] = name
		}
	}
	mendHolidays(year, days)
	own := make(map[string]string, len(days))
	for day, name := range days {
		own[day] = name
	}
	for day := range own {
		t, _ := time.Parse(time.DateOnly, day) // written above
		if t.Weekday() == time.Sunday {
			for own[t.Format(time.DateOnly)] != "" {
				t = t.AddDate(0, 0, 1)
			}
			days[t.Format(time.DateOnly)] = "振替休日"
		}
		between := t.AddDate(0, 0, 1)
		if next := between.AddDate(0, 0, 1).Format(time.DateOnly); t.Format(time.DateOnly) == day && own[next] != "" && days[between.Format(time.DateOnly)] == "" {
			days[between.Format(time.DateOnly)] = "国民の休日"
		}
	}
	return days
}

// mendHolidays corrects what the library (v2.1.13) has otherwise than the law: 山の日 was moved in
// 2020 and 2021 by the Olympic special measures act; in 2019 there was no 天皇誕生日, which lay
// between two reigns; 体育の日 became スポーツの日 in 2020.
func mendHolidays(year int, days map[string]string) {
	switch year {
	case 2019:
		delete(days, "2019-12-23")
		delete(days, "2019-02-23")
	case 2020:
		delete(days, "2020-08-11")
		days["2020-08-10"] = "山の日"
	case 2021:
		delete(days, "2021-08-11")
		days["2021-08-08"] = "山の日"
	}
	if year < 2020 {
		for day, name := range days {
			if name == "スポーツの日" {
				days[day] = "体育の日"
			}
		}
	}
}
