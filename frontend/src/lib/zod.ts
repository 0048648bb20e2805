import { z } from 'zod'

// Compiled rules would need `eval`, which the page's content security policy forbids: zod is told not to try.
z.config({ jitless: true })

export { z }
