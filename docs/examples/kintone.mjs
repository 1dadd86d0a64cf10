// 窓口（Madoguchi）の通知を受け取り、kintone のアプリに1件ずつ記録します。Node.js 20 以降。ほかの部品は要りません。
//
//   SECRET=whsec_… KINTONE=https://example.cybozu.com KINTONE_APP=12 KINTONE_TOKEN=… node kintone.mjs
//
// kintone のアプリには、文字列（1行）のフィールドを用意します：
// 通知ID（重複を禁止する）、番号、種類、状態、件名、リンク、日時。
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const { SECRET, KINTONE, KINTONE_APP, KINTONE_TOKEN, PORT = '8081' } = process.env

// 署名を確かめます。鍵を替えている間は署名が2つ届くので、どちらかが合えばよいことにします。
export function signed(headers, body, secret, now = Date.now()) {
  const id = headers['webhook-id'], at = headers['webhook-timestamp']
  if (!id || !at || Math.abs(now / 1000 - Number(at)) > 300) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const want = createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest()
  return String(headers['webhook-signature'] ?? '').split(' ').some((one) => {
    const got = Buffer.from(one.replace(/^v1,/, ''), 'base64')
    return got.length === want.length && timingSafeEqual(got, want)
  })
}

async function record(id, message) {
  const ticket = message.data.ticket ?? {}
  const field = (value) => ({ value: String(value ?? '') })
  const answer = await fetch(`${KINTONE}/k/v1/record.json`, {
    method: 'POST',
    headers: { 'X-Cybozu-API-Token': KINTONE_TOKEN, 'Content-Type': 'application/json' },
    body: JSON.stringify({ app: KINTONE_APP, record: {
      通知ID: field(id), 番号: field(message.data.number), 種類: field(message.type), 状態: field(ticket.status),
      件名: field(ticket.title), リンク: field(ticket.url), 日時: field(message.timestamp),
    } }),
  })
  if (answer.ok) return 204
  const said = await answer.text()
  return said.includes('通知ID') ? 204 : 502 // 同じ通知は、もう記録してあります
}

if (process.argv[1]?.endsWith('kintone.mjs')) {
  createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', async () => {
      const body = Buffer.concat(parts)
      if (!signed(request.headers, body, SECRET)) return response.writeHead(401).end()
      try {
        response.writeHead(await record(request.headers['webhook-id'], JSON.parse(body.toString()))).end()
      } catch (fault) {
        console.error(fault)
        response.writeHead(502).end() // 窓口が、時間をおいて送り直します
      }
    })
  }).listen(Number(PORT))
}
