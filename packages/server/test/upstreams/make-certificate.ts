export { makeCertificate } from '../../../../scripts/src/upstreams/make-certificate.js'
