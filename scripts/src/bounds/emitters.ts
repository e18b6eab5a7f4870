/** How the errors of an event emitter are handled. */
export interface EmitterHandler {
  readonly by: "on('error')" | 'pipeline' | 'for await' | 'awaited' | 'Fastify' | 'its owner' | 'callback' | 'nothing can fail'
  /** The code that handles them; its line number is looked up. */
  readonly code: string
  /** The file of that code, if it is a different file. */
  readonly file?: string
}

const IS_SENT = {
  by: 'Fastify',
  code: 'if (answer instanceof StreamAnswer) return reply',
  file: 'packages/server/src/http/register-operation.ts',
} as const

/** Every location in packages/server, packages/publisher and packages/cli that creates an event emitter, by file and declaration name. */
export const EMITTERS: Readonly<Record<string, Readonly<Record<string, EmitterHandler>>>> = {
  'packages/publisher/src/command-line/main.ts': {
    main: { by: "on('error')", code: "process.stdout.on('error'" },
    'main (2)': { by: "on('error')", code: "process.stderr.on('error'" },
    'main (3)': { by: "on('error')", code: "process.stdin.on('error'" },
  },
  'packages/publisher/src/status/change-status.ts': {
    isConfirmed: { by: 'for await', code: 'for await (const line of createInterface({ input: context.stdin }))' },
  },
  'packages/publisher/src/read-file-within.ts': {
    readFileWithin: { by: 'for await', code: 'for await (const chunk of createReadStream(path' },
  },
  'packages/publisher/src/launching/require-unused-url.ts': {
    'isListening.socket': { by: "on('error')", code: "socket.on('error'" },
  },
  'packages/publisher/src/inspection/program.ts': {
    spawnPortably: { by: 'awaited', code: "await once(child, 'exit')" },
    'spawnPortably (2)': { by: 'awaited', code: "await once(child, 'exit')" },
    'killTree.killer': { by: 'awaited', code: "await once(killer, 'exit')" },
  },
  'packages/publisher/src/project/git.ts': {
    run: { by: 'awaited', code: 'const { stdout } = await run(' },
  },
  'packages/cli/src/registry/launching/bridge-process.ts': {
    'bridgeProcess.child': { by: 'awaited', code: "once(child, 'exit')" },
  },
  'packages/cli/src/registry/launching/bridge-remote.ts': {
    'bridgeRemote.local': { by: 'callback', code: 'local.onerror = ' },
    openRemote: { by: 'awaited', code: 'sent.catch(' },
    'openRemote (2)': { by: 'awaited', code: 'sent.catch(' },
  },
  'packages/cli/src/registry/launching/bundle/unpack-bundle.ts': {
    'unpackBundle.archive': { by: 'for await', code: 'for await (const entry of archive.eachEntry())' },
    unpackBundle: { by: 'pipeline', code: 'await pipeline(await archive.openReadStreamPromise(entry)' },
    'unpackBundle (2)': { by: 'pipeline', code: 'await pipeline(await archive.openReadStreamPromise(entry)' },
  },
  'packages/cli/src/registry/launching/start-server.ts': {
    'startServer.child': { by: 'awaited', code: "await once(child, 'exit')" },
    'startServer.forward': {
      by: 'its owner',
      code: "process.stdin.on('error'",
      file: 'packages/publisher/src/command-line/main.ts',
    },
  },
  'packages/cli/src/registry/write-result.ts': {
    writeResult: { by: 'pipeline', code: 'pipeline(Readable.from(content), stdout' },
    'writeWhole.steps': { by: 'pipeline', code: 'await pipeline([Readable.from(content), ...steps' },
    writeWhole: { by: 'pipeline', code: 'await pipeline([Readable.from(content), ...steps' },
    'writeWhole (2)': { by: 'pipeline', code: 'await pipeline([Readable.from(content), ...steps' },
  },
  'packages/server/src/aggregators/export-files.ts': {
    'ExportFiles.#make.gzip': { by: 'pipeline', code: 'await pipeline(Readable.from(listLines(db)), gzip' },
    'ExportFiles.#make': { by: 'pipeline', code: 'await pipeline(Readable.from(listLines(db)), gzip' },
    'ExportFiles.#make (2)': { by: 'pipeline', code: 'await pipeline(Readable.from(listLines(db)), gzip' },
  },
  'packages/server/src/aggregators/unpack-stream.ts': {
    unpackStream: IS_SENT,
    'unpackStream (2)': { by: 'pipeline', code: 'pipeline(packed, createGunzip(), () => {})' },
  },
  'packages/server/src/app.ts': {
    'buildApp.app': { by: 'its owner', code: 'limitConnections(server, services)' },
    'buildApp.app.serverFactory.server': {
      by: "on('error')",
      code: "server.on('error'",
      file: 'packages/server/src/http/limit-connections.ts',
    },
  },
  'packages/server/src/listen.ts': {
    'requireFreePort.server': { by: 'awaited', code: "await once(server, 'listening')" },
  },
  'packages/server/src/http/cached-reads.ts': {
    'CachedReads.reply': { by: 'Fastify', code: 'return Readable.from(response.open())' },
  },
  'packages/server/src/http/client-error.ts': {
    // Node ignores the errors of a request without listeners, and those of a socket whose parser has failed.
    'answerClientError.request': { by: 'nothing can fail', code: 'request.push(null)' },
    'answerClientError.response': { by: 'nothing can fail', code: 'response.assignSocket(socket)' },
  },
  'packages/server/src/http/operations/aggregators.ts': {
    'streamEvents.events': IS_SENT,
  },
  'packages/server/src/http/security-headers.ts': {
    'render.request': { by: 'nothing can fail', code: 'new IncomingMessage(new Socket())' },
    'render.request (2)': { by: 'nothing can fail', code: 'new IncomingMessage(new Socket())' },
    'render.response': { by: 'nothing can fail', code: 'new ServerResponse(request)' },
  },
  'packages/server/src/backup/spool-backup.ts': {
    'spoolBackup.summary': { by: 'pipeline', code: 'pipeline(Readable.from(lines), createGzip(' },
    'spoolBackup.summary (2)': { by: 'pipeline', code: 'pipeline(Readable.from(lines), createGzip(' },
    'spoolBackup.stream': IS_SENT,
  },
  'packages/server/src/http/send-export.ts': {
    openFile: IS_SENT,
    nothing: IS_SENT,
  },
  'packages/server/src/open-log.ts': {
    'openLog.stdout': { by: "on('error')", code: "stdout.on('error'" },
  },
  'packages/server/src/open-redis.ts': {
    openRedis: { by: "on('error')", code: "redis.on('error'" },
  },
  // undici adds socket handlers after connecting, and reports earlier errors to `connected`.
  'packages/server/src/outbound/guarded-connect.ts': {
    'guardedConnect.buildDialler': { by: 'callback', code: 'connect(target, connected)' },
    trustingConnect: { by: 'callback', code: 'connect(target, connected)' },
    'withConnectTo.direct': { by: 'callback', code: 'direct({ ...target' },
  },
  'packages/server/src/outbound/open-outbound.ts': {
    'openOutbound.guarded': { by: 'awaited', code: 'return await fetch(url' },
    'openOutbound.trusting': { by: 'awaited', code: 'return await fetch(url' },
  },
  'packages/server/src/store/backend-state.ts': {
    'isBackendWorking.client': { by: "on('error')", code: "client.on('error'" },
  },
  'packages/server/src/store/heartbeat.ts': {
    'startHeartbeat.worker': { by: "on('error')", code: "worker.on('error'" },
  },
  'packages/server/src/store/listen.ts': {
    'listen.client': { by: "on('error')", code: "client.on('error'" },
  },
  'packages/server/src/store/lock-data-dir.ts': {
    'lockDataDir.requireHeld': {
      by: 'its owner',
      code: "process.stderr.on('error'",
      file: 'packages/publisher/src/command-line/main.ts',
    },
  },
  'packages/server/src/store/lock-socket.ts': {
    'listenInFolder.server': { by: "on('error')", code: "server.on('error'" },
    'askSocket.socket': { by: "on('error')", code: ".once('error', reject)" },
  },
  // Not a Node.js emitter: a failed statement rejects.
  'packages/server/src/store/open-pglite.ts': {
    'openPgliteInMemory.database': { by: 'awaited', code: 'await PGlite.create({ ...(snapshot' },
    'startEngine.database': { by: 'awaited', code: 'const database = await PGlite.create({' },
    'startEngine.database.startParams': { by: 'awaited', code: 'const database = await PGlite.create({' },
  },
  'packages/server/src/store/postgres-source.ts': {
    'openPool.pool': { by: "on('error')", code: "pool.on('error'" },
  },
  'packages/server/src/upstreams/open-bytes.ts': {
    openFile: { by: 'for await', code: 'for await (const chunk of chunks) {' },
    'gunzip.stream': { by: "on('error')", code: "stream.once('error'" },
  },
  'packages/server/src/workers/worker-pool.ts': {
    'WorkerPool.constructor': { by: "on('error')", code: "worker.on('error'" },
  },
}
