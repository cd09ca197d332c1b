import { readableOn } from './readable-on'

type Brand = { name: string; color: string; logoUrl: string; supportEmail: string; legalFooter: string }

type Props = {
  brand: Brand
  words: {
    label: string
    platformName: string
    platformEmail: string
    title: string
    text: string
    button: string
    questions: string
    logoHere: string
  }
}

/** The colour of the platform's own mails. */
const PLATFORM_COLOR = '#4338ca'

/** How a mail with this brand looks. The logo itself is not loaded: this page loads nothing from elsewhere. */
export function MailLook({ brand, words }: Props) {
  const color = /^#[0-9a-f]{6}$/i.test(brand.color.trim()) ? brand.color.trim() : PLATFORM_COLOR
  return (
    <figure aria-label={words.label} className="grid min-w-0 content-start gap-3 self-start rounded-lg bg-hover p-4">
      <p className="min-w-0 break-words px-1 font-bold">
        {brand.logoUrl.trim() ? (
          <span className="inline-block rounded-sm border border-border border-dashed px-2 py-1 font-normal text-muted text-xs">
            {words.logoHere}
          </span>
        ) : (
          <bdi>{brand.name.trim() || words.platformName}</bdi>
        )}
      </p>
      <div className="overflow-hidden rounded-lg border border-line bg-raised">
        {/* Attributes of SVG take a colour where the policy wants no inline styles. */}
        <svg aria-hidden="true" className="block h-1 w-full">
          <rect width="100%" height="100%" fill={color} />
        </svg>
        <div className="grid justify-items-start gap-3 p-4">
          <p className="font-bold text-base">{words.title}</p>
          <p className="text-muted">{words.text}</p>
          <svg role="img" aria-label={words.button} width="88" height="36" className="max-w-full">
            <rect width="88" height="36" rx="6" fill={color} />
            <text x="44" y="23" textAnchor="middle" fontSize="14" fontWeight="600" fill={readableOn(color)}>
              {words.button}
            </text>
          </svg>
        </div>
      </div>
      <div className="min-w-0 break-words px-1 text-muted text-xs">
        <p>
          {words.questions} <bdi>{brand.supportEmail.trim() || words.platformEmail}</bdi>
        </p>
        {brand.legalFooter.trim() ? <p className="whitespace-pre-line">{brand.legalFooter.trim()}</p> : null}
      </div>
    </figure>
  )
}
