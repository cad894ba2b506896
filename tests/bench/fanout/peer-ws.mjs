// The peer: npm `ws`, compression off, used as its manual shows. "SUB" joins, any other text goes to every member.
import { createRequire } from 'node:module'
const { WebSocketServer } = createRequire(process.argv[2] + '/')('ws')
const members = new Set()
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4096 }, () =>
  console.log(server.address().port))
server.on('connection', socket => {
  socket.on('error', () => {})
  socket.on('close', () => members.delete(socket))
  socket.on('message', data => {
    const text = data.toString()
    if (text.startsWith('SUB')) members.add(socket)
    else for (const member of members) member.send(text)
  })
})
