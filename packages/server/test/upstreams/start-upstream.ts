// The scripts show with the same servers what the tests check.
export {
  type Answer,
  answerEndlessly,
  answerJson,
  answerWith,
  type Certificate,
  cutOff,
  hang,
  type PlainAnswer,
  redirectTo,
  startUpstream,
  type Upstream,
} from '../../../../scripts/src/upstreams/start-upstream.js'
