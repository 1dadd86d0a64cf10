// 窓口（Madoguchi）の受付を、Google スプレッドシートに書き出します。
//
// スプレッドシートの「拡張機能」→「Apps Script」に貼り付け、「プロジェクトの設定」のスクリプト プロパティに次の3つを入れます。
//   MADOGUCHI  窓口のアドレス（https://faq.example.jp）
//   TOKEN      連携アプリのトークン（許可は「受付を読む」だけ）
//   KEY        通知の宛先URLの末尾に付ける合い言葉（推測されにくい文字列）
//
// 「デプロイ」→「ウェブアプリ」（実行：自分、アクセス：全員）で得たURLに ?key=合い言葉 を付けて、窓口デスクの「外部への通知」に登録します。
// Apps Script は要求のヘッダーを読めないので署名は確かめられません。そのため通知は合図としてだけ使い、内容はトークンで窓口に読みに行きます。

function doPost(e) {
  var properties = PropertiesService.getScriptProperties()
  if (e.parameter.key !== properties.getProperty('KEY')) return HtmlService.createHtmlOutput('no')
  update(JSON.parse(e.postData.contents).data.number)
  return HtmlService.createHtmlOutput('ok') // ContentService は転送を返すため、届いたことになりません
}

// 1件を読み、その番号の行を書き換えます。なければ足します。
function update(number) {
  if (!number) return
  var ticket = read('/tickets/' + encodeURIComponent(number))
  var sheet = SpreadsheetApp.getActiveSpreadsheet().getSheets()[0]
  var lock = LockService.getScriptLock()
  lock.waitLock(20000)
  try {
    var row = [ticket.number, ticket.kind, ticket.status, ticket.title, ticket.team, ticket.assignee ? ticket.assignee.name : '', ticket.opened, ticket.due, ticket.url]
    var found = sheet.getRange('A:A').createTextFinder(ticket.number).matchEntireCell(true).findNext()
    if (found) sheet.getRange(found.getRow(), 1, 1, row.length).setValues([row])
    else sheet.appendRow(row)
  } finally {
    lock.releaseLock()
  }
}

// はじめに1回、いまある受付をすべて書き出します。
function everything() {
  var cursor = ''
  do {
    var page = read('/tickets?limit=100' + (cursor ? '&cursor=' + encodeURIComponent(cursor) : ''))
    page.items.forEach(function (ticket) { update(ticket.number) })
    cursor = page.next
  } while (cursor)
}

function read(path) {
  var properties = PropertiesService.getScriptProperties()
  var answer = UrlFetchApp.fetch(properties.getProperty('MADOGUCHI') + '/api/v1' + path, { headers: { Authorization: 'Bearer ' + properties.getProperty('TOKEN') } })
  return JSON.parse(answer.getContentText())
}
